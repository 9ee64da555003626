import { DEFAULT_SEED, DEFAULT_STATIONS, type MadeOptions } from "./made-stations.ts"

/** Where the note lies: beside the year's prefix, so that no run takes it for a station. */
export const NOTE_KEY = "MADE.txt"

/** Says that the files are made, to whoever opens the folder. */
export function madeNote(options: MadeOptions): string {
  const { year, stations = DEFAULT_STATIONS, seed = DEFAULT_SEED } = options
  return `MADE DATA. These are not measurements.

The ${stations} files under ${year}/ were made by Mapfold (seed ${seed}): invented weather at invented stations, in the
exact form of NOAA's Global Surface Summary of the Day, its quirks included. The name of each station begins with
MADE and its id ends in 00000; the few stations without name and place have ids that begin with 99999900.

The same seed makes the same files. They may be deleted at any time.
`
}
