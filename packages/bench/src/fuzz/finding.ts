/** Something that must not be: what the fuzzer looks for. */
export class Finding extends Error {
  override readonly name = "Finding"
}

export function expectEqual(what: string, found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)]
  if (left === right) return
  let at = 0
  while (left?.[at] === right?.[at]) at++
  const from = Math.max(0, at - 100)
  throw new Finding(
    `${what}: they differ at character ${at}\n  found    …${left?.slice(from, at + 200)}\n  expected …${right?.slice(from, at + 200)}`,
  )
}

export function expectTrue(what: string, holds: boolean): void {
  if (!holds) throw new Finding(what)
}
