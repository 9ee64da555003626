import { median } from "../rounds.ts"
import type { Measured } from "./measure-site.ts"

/** Bytes: what the first page may load at most. */
export const MOST_FIRST_LOAD = 200_000

export function renderMeasured(
  { browser, firstLoad, interactive, moves }: Measured,
  batches: number,
): string {
  const kinds = Object.entries(firstLoad.byKind).sort(([, left], [, right]) => right - left)
  return `Chromium ${browser}, ${batches} batches

First load, compressed        ${kilobytes(firstLoad.total)}   (at most ${kilobytes(MOST_FIRST_LOAD).trim()})
${kinds.map(([kind, bytes]) => `  ${kind.padEnd(28)}${kilobytes(bytes)}`).join("\n")}

Time to interactive           ${ms(median(interactive))}   ${ms(Math.min(...interactive)).trim()} to ${ms(Math.max(...interactive)).trim()}, ${interactive.length} times

Moving through the batches    frames a second   longest frame
${Object.entries(moves)
  .map(
    ([name, { perSecond, longest }]) =>
      `  ${name.padEnd(28)}${perSecond.toFixed(0).padStart(15)}   ${ms(longest).padStart(13)}`,
  )
  .join("\n")}`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1).padStart(7)} KB`
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0).padStart(7)} ms`
}
