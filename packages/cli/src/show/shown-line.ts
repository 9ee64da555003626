import { makeVisible } from "../visible-text.ts"

/** What happened, when, and of which child, in a run of a home or of a stage. */
export type ShownLine = {
  /** ISO 8601; null for what a batch says of an object, which has no time of its own. */
  readonly time: string | null
  readonly level: string
  readonly child: string | null
  readonly batches: readonly string[]
  readonly text: string
}

/** The line as text, or as one line of JSON; ends in a line feed. */
export function renderLine(line: ShownLine, { json }: { readonly json: boolean }): string {
  return `${json ? JSON.stringify(line) : asText(line)}\n`
}

function asText({ time, level, text }: ShownLine): string {
  return makeVisible(`${time?.slice(11, 23) ?? " ".repeat(12)} ${level.padEnd(5)} ${text}`)
}
