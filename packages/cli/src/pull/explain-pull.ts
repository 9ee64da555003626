import { UsageError } from "../errors.ts"

/** The source or the target gave up; what has come stays. */
class PullFailed extends Error {
  override readonly name = "PullFailed"
}

/** What is wrong with the source or the target, in words of whoever named them; any other error as it is. */
export function explainPull(error: unknown, bucket: string, reword = (message: string) => message): unknown {
  if (!(error instanceof Error)) return error
  if (error.name === "BucketNotFound") return new UsageError(`--source: ${error.message}`)
  if (error.name !== "StoreFailed") return error
  const message = reword(error.message)
  return new PullFailed(message.includes(bucket) ? `${message}; call it again once that is mended` : message)
}
