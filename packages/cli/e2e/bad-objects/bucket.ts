import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Ended, mapfold } from "../command.ts"
import type { BadObjects } from "./bad-object.ts"
import { writeObjects } from "./outcome.ts"

const JOBS = fileURLToPath(new URL("./readings.fixture.ts", import.meta.url))

/** A folder of objects, and the command over it. */
export type Bucket = {
  readonly input: string
  readonly output: string
  /** Beside the environment of the test. */
  readonly env: Record<string, string>
  run(job: string, ...flags: string[]): Promise<Ended>
}

export function makeBucket(folder: string, objects: BadObjects): Bucket {
  const [input, output] = [join(folder, "in"), join(folder, "out")]
  const flags = ["--jobs", JOBS, "--input", input, "--output", output, "--dir", join(folder, "home")]
  const env: Record<string, string> = {}
  writeObjects(input, objects)
  return { input, output, env, run: (job, ...more) => mapfold(["run", job, ...flags, ...more], { env }) }
}
