import { constants, gzipSync } from "node:zlib"
import {
  DEFAULT_DAY,
  DEFAULT_FILES,
  DEFAULT_REQUESTS,
  DEFAULT_SEED,
  madeLogs,
} from "@mapfold/core/jobs/web-logs/made/made-logs"
import { NOTE, NOTE_KEY } from "@mapfold/core/jobs/web-logs/made/note"
import { madeServices } from "@mapfold/core/jobs/web-logs/made/services"
import { services } from "@mapfold/core/jobs/web-logs/services"
import * as z from "zod"
import { defineSample, type MadeObject } from "./sample.ts"

export const webLogsSample = defineSample({
  job: "web-logs",
  flags: z.object({
    day: z.string().default(DEFAULT_DAY).describe("the UTC day of the logs, YYYY-MM-DD"),
    files: z.int().default(DEFAULT_FILES).describe("how many files"),
    requests: z.int().default(DEFAULT_REQUESTS).describe("how many requests in each"),
    seed: z.int().default(DEFAULT_SEED).describe("other seeds make other requests"),
  }),
  examples: [
    "mapfold sample web-logs",
    "mapfold sample web-logs --day 2025-06-02 --files 100 --requests 20000 --to /tmp/logs",
  ],
  make: (options) => ({
    folder: `logs/${options.day}`,
    count: options.files,
    noun: "log file",
    objects: compress(madeLogs(options)),
    references: [encode(services.key, madeServices())],
    note: encode(NOTE_KEY, NOTE),
  }),
})

function* compress(logs: ReturnType<typeof madeLogs>): Generator<MadeObject> {
  for (const { key, text } of logs) yield { key: `${key}.gz`, bytes: gzip(text) }
}

/** The header's tenth byte. zlib writes the machine's operating system there, and 255 means that nobody knows. */
const SYSTEM_AT = 9

/** With no file name, no time and no system in the header: the same text gives the same bytes. */
function gzip(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: constants.Z_BEST_SPEED })
  bytes[SYSTEM_AT] = 255
  return bytes
}

function encode(key: string, text: string): MadeObject {
  return { key, bytes: new TextEncoder().encode(text) }
}
