import { BucketNotFound } from "@mapfold/core/store/errors"
import { type BucketPlace, describePlace } from "@mapfold/local/store/bucket-place"
import { UsageError } from "./errors.ts"
import type { Folders } from "./folders.ts"

/** Throws a UsageError where a bucket in S3 cannot be reached, is not there, or may not be listed. Asks nothing of folders. */
export async function checkBuckets({ input, output }: Pick<Folders, "input" | "output">): Promise<void> {
  await checkBucket("--input", input)
  await checkBucket("--output", output)
}

/** The same for the place that one flag names. */
export async function checkBucket(flag: string, place: BucketPlace): Promise<void> {
  if (typeof place === "string") return
  const { checkS3Root } = await import("@mapfold/functions/s3-environment")
  try {
    await checkS3Root(place, process.env)
  } catch (error) {
    const { name, message } = error as Error
    if (error instanceof BucketNotFound)
      throw new UsageError(`${flag}: ${describePlace(place)}: ${message}; name one that is there`)
    if (name === "StoreFailed" || name === "InvalidEnvironment") throw new UsageError(`${flag}: ${message}`)
    throw error
  }
}
