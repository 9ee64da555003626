/** What a terminal of so many columns shows, whenever a line is about to be erased and in the end. */
export type Screen = {
  readonly moments: readonly string[]
  readonly end: string
  readonly isCursorShown: boolean
}

/** Text, or a control sequence: ESC [ parameters letter. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a terminal is driven by
const TOKEN = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu

/** Plays what a program wrote to a terminal, as far as progress lines go: other sequences are an error. */
export function play(written: string, columns: number): Screen {
  const rows: string[][] = [[]]
  const moments: string[] = []
  let [row, column, isCursorShown] = [0, 0, true]

  const show = () =>
    rows
      .map((cells) => cells.join("").trimEnd())
      .join("\n")
      .trimEnd()
  const down = () => {
    row++
    rows[row] ??= []
  }
  const obey = (parameters: string, letter: string): void => {
    const number = Number(parameters || 1)
    if (letter === "A") row = Math.max(0, row - number)
    else if (letter === "G") column = number - 1
    else if (letter === "K" && parameters === "2") {
      moments.push(show())
      rows[row] = []
    } else if (parameters === "?25") isCursorShown = letter === "h"
    // the beginning and the end of what is to be shown at once
    else if (parameters === "?2026") return
    else throw new Error(`the screen does not know the sequence ESC [ ${parameters}${letter}`)
  }
  for (const [token, parameters, letter] of written.matchAll(TOKEN)) {
    if (letter !== undefined) obey(parameters ?? "", letter)
    else if (token === "\r") column = 0
    else if (token === "\n") down()
    else {
      if (column === columns) {
        column = 0
        down()
      }
      while (rows[row]!.length < column) rows[row]!.push(" ")
      rows[row]![column++] = token
    }
  }
  return { moments, end: show(), isCursorShown }
}
