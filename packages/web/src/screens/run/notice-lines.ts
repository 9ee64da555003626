/** A part that something new begins with: a count, an object with its line, or where the report is. */
const BEGINNING = /^(\d+ of \d+ |for example |the report is |\S+ line \d+: )/

/** A message of many objects as a line for each, so that it is no wall of text: Reduce sets them apart by "; ". */
export function noticeLines(message: string): readonly string[] {
  const lines: string[] = []
  for (const part of message.split("; ")) {
    if (lines.length > 0 && !BEGINNING.test(part)) lines.push(`${lines.pop()}; ${part}`)
    else lines.push(part)
  }
  return lines
}
