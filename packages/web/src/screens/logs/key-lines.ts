import type { LogLine } from "@mapfold/core/status/log-view"

/** Each line with a key of its own: what it says, and which of the lines that say the same it is. */
export function keyLines(lines: readonly LogLine[]): readonly (readonly [key: string, line: LogLine])[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    const said = `${line.time} ${line.source} ${line.child ?? ""} ${line.text}`
    const before = seen.get(said) ?? 0
    seen.set(said, before + 1)
    return [`${said} ${before}`, line]
  })
}
