import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Ended, mapfold, type SpawnOptions } from "../command.ts"

const JOBS = fileURLToPath(new URL("./acting.fixture.ts", import.meta.url))

/** The acting job over objects that hold the given records. */
export type ActingRun = {
  readonly input: string
  readonly output: string
  readonly flags: readonly string[]
  run(flags?: readonly string[], options?: SpawnOptions): Promise<Ended>
}

/** By key: the records of an object. */
export type Acts = Readonly<Record<string, readonly string[]>>

export function prepareActing(folder: string, objects: Acts): ActingRun {
  const [input, output] = [join(folder, "in"), join(folder, "out")]
  for (const [key, records] of Object.entries(objects)) {
    mkdirSync(dirname(join(input, key)), { recursive: true })
    writeFileSync(join(input, key), `what\n${records.map((record) => `${record}\n`).join("")}`)
  }
  const flags = ["--jobs", JOBS, "--input", input, "--output", output, "--dir", join(folder, "home")]
  return {
    input,
    output,
    flags,
    run: (more = [], options) => mapfold(["run", "acting", ...flags, ...more], options),
  }
}

/** So many objects with a good record each: `good-00.csv`, … */
export function goodObjects(count: number, record = "good"): Acts {
  const keys = Array.from({ length: count }, (_, at) => `good-${String(at).padStart(2, "0")}.csv`)
  return Object.fromEntries(keys.map((key) => [key, [record]]))
}
