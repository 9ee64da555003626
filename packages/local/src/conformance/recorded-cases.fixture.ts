import { existsSync, readFileSync } from "node:fs"
import * as z from "zod"

/** Beside the repository: what AWS answered is not the project's to hand on. */
const FILE = new URL("../../../../../shared/conformance/jsonata-recorded.json", import.meta.url)

const Expected = z.object({
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  /** An object, or any other value as JSON in a string. */
  output: z.unknown(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  event_types: z.array(z.string()),
})
export type Expected = z.infer<typeof Expected>

const RecordedCase = z.object({
  id: z.string(),
  definitions: z.array(z.unknown()),
  buckets: z.array(z.string()),
  s3: z.array(
    z.object({ op: z.literal("put_object"), Bucket: z.string(), Key: z.string(), Body: z.string() }),
  ),
  lambdas: z.array(z.object({ name: z.string(), handler: z.string(), source: z.string() })),
  executions: z.array(z.object({ definition: z.int(), input: z.string(), expected: Expected })),
  /** JSONPaths, as those who recorded the case wrote them: `$..SdkHttpMetadata`. */
  not_compared: z.array(z.array(z.string())),
})
export type RecordedCase = z.infer<typeof RecordedCase>

/** The cases, or null where the file is not there. */
export function readRecordedCases(): readonly RecordedCase[] | null {
  if (!existsSync(FILE)) return null
  return z.object({ cases: z.array(RecordedCase) }).parse(JSON.parse(readFileSync(FILE, "utf8"))).cases
}
