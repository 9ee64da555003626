import {
  DEFAULT_SEED,
  DEFAULT_STATIONS,
  type MadeOptions,
  madeStations,
} from "@mapfold/core/jobs/gsod/made/made-stations"
import { madeNote, NOTE_KEY } from "@mapfold/core/jobs/gsod/made/note"
import * as z from "zod"
import { defineSample, type Made } from "./sample.ts"

/** A year of weather at invented stations. */
export function madeYear(options: MadeOptions): Made {
  return {
    folder: String(options.year),
    count: options.stations ?? DEFAULT_STATIONS,
    noun: "station file",
    objects: madeStations(options),
    references: [],
    note: { key: NOTE_KEY, bytes: new TextEncoder().encode(madeNote(options)) },
  }
}

export const gsodSample = defineSample({
  job: "gsod-hottest",
  flags: z.object({
    year: z.int().default(2025).describe("the year of the data"),
    stations: z.int().default(DEFAULT_STATIONS).describe("how many files"),
    seed: z.int().default(DEFAULT_SEED).describe("other seeds make other weather"),
  }),
  examples: [
    "mapfold sample",
    "mapfold sample gsod-hottest --stations 100 --to /tmp/weather",
    "mapfold sample gsod-hottest --stage alice --year 2025",
  ],
  make: madeYear,
})
