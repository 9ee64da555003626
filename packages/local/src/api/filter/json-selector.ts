/** Reads what comes next of a pattern. */
type Reader = {
  take(regex: RegExp): RegExpExecArray | null
  expect(text: string): void
  fail(wanted: string): never
}

const STEP = /^(?:\.?\[\s*(?:(\d+)|'([^']*)'|"([^"]*)")\s*\]|\.([A-Za-z0-9_@:-]+))/

/** `$.details.name`, `$.list[0]`, `$.['a.b']`: what it finds in a value, or undefined. */
export function readSelector(reader: Reader): (value: unknown) => unknown {
  reader.expect("$")
  const steps: (string | number)[] = []
  for (let step = reader.take(STEP); step !== null; step = reader.take(STEP)) {
    const [, index, single, double, name] = step
    steps.push(index === undefined ? (single ?? double ?? name ?? "") : Number(index))
  }
  if (steps.length === 0) reader.fail("a field, as in $.type,")
  return (value) => {
    let found = value
    for (const step of steps) {
      if (typeof found !== "object" || found === null) return undefined
      if (typeof step === "number" && !Array.isArray(found)) return undefined
      found = Object.hasOwn(found, step) ? (found as Record<string | number, unknown>)[step] : undefined
    }
    return found
  }
}
