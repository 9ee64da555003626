import type { S3ClientConfig } from "@aws-sdk/client-s3"

type RetryStrategy = Extract<
  NonNullable<S3ClientConfig["retryStrategy"]>,
  { readonly acquireInitialRetryToken: unknown }
>
type RetryToken = Awaited<ReturnType<RetryStrategy["acquireInitialRetryToken"]>>
type RetryErrorInfo = Parameters<RetryStrategy["refreshRetryTokenForRetry"]>[1]

/** Milliseconds: of the first pause, of one that S3 asks for ("SlowDown"), and of any. */
const PAUSE = 100
const SLOW_PAUSE = 500
const LONGEST_PAUSE = 5_000

/**
 * What S3 says of a body that did not arrive as it was sent: the same request may well succeed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const DAMAGED = ["BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"]

/** There is nobody at the address, or no such address. */
const UNREACHABLE = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]

export type RetryLimits = {
  /** Times that a request is sent, at most. */
  readonly attempts: number
  /** The same where nobody is there: as many where nothing is said. */
  readonly unreachable?: number
}

/**
 * Asks again after exponential pauses with full jitter.
 *
 * The client's own strategy has a budget besides, which every retry takes 14 of 500 from: where one request in three fails, it is
 * spent after some hundred, and the next failure is the run's.
 */
export function makeRetryStrategy(
  { attempts, unreachable = attempts }: RetryLimits,
  random: () => number = Math.random,
): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => makeToken(0, 0),
    async refreshRetryTokenForRetry(token, info) {
      const count = token.getRetryCount() + 1
      const limit = isUnreachable(info) ? unreachable : attempts
      if (count >= limit || !mayHelp(info)) throw new Error("it is not asked again")
      return makeToken(count, pauseBefore(count, info, random))
    },
    recordSuccess() {},
  }
}

/** Milliseconds before the `count`th retry. */
export function pauseBefore(
  count: number,
  { errorType, retryAfterHint }: Pick<RetryErrorInfo, "errorType" | "retryAfterHint">,
  random: () => number = Math.random,
): number {
  const longest = (errorType === "THROTTLING" ? SLOW_PAUSE : PAUSE) * 2 ** (count - 1)
  const pause = random() * Math.min(longest, LONGEST_PAUSE)
  const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now()
  return Math.max(pause, Math.min(asked, LONGEST_PAUSE))
}

function isUnreachable({ error }: RetryErrorInfo): boolean {
  return UNREACHABLE.includes((error as { readonly code?: string } | undefined)?.code ?? "")
}

function mayHelp({ error, errorType }: RetryErrorInfo): boolean {
  if (errorType === "THROTTLING" || errorType === "TRANSIENT") return true
  return error !== undefined && DAMAGED.includes(error.name)
}

function makeToken(count: number, delay: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay }
}

/** Counts the requests that had to be sent again. */
export type RetryCount = {
  add(requests: number): void
  /** Waits for an answer, and counts the attempts beyond the first that it, or its failure, took. */
  of<Answer extends { readonly $metadata: Metadata }>(answer: Promise<Answer>): Promise<Answer>
  total(): number
}
type Metadata = { readonly attempts?: number | undefined }

export function makeRetryCount(): RetryCount {
  let total = 0
  return {
    add(requests) {
      total += requests
    },
    async of(answer) {
      try {
        const answered = await answer
        total += retriesOf(answered)
        return answered
      } catch (error) {
        total += retriesOf(error)
        throw error
      }
    },
    total: () => total,
  }
}

/** As the client's middleware notes them on what it answers and on what it throws. */
export function retriesOf(outcome: unknown): number {
  const { attempts = 1 } = (outcome as { readonly $metadata?: Metadata } | null)?.$metadata ?? {}
  return attempts - 1
}
