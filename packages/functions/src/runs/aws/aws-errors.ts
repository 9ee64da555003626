import { AccessDenied, SessionExpired, Throttled, Unreachable } from "../errors.ts"

/** AWS's names for what is wrong: https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html and S3's own. */
const THROTTLED = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
])
const DENIED = new Set(["AccessDenied", "AccessDeniedException", "Forbidden", "KMSAccessDeniedException"])
const SIGNED_OUT = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "TokenRefreshRequired",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "CredentialsProviderError",
  "TokenProviderError",
])
const UNREACHABLE = new Set(["TimeoutError", "AbortError", "NetworkingError", "ServiceUnavailable"])
const NETWORK_CODE = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ETIMEDOUT|UND_ERR|ERR_TLS|CERT_)/
/** Errors within errors that are looked at. */
const DEPTH = 6

type Service = "states" | "s3" | "logs" | "ssm" | "lambda"

/** A call of AWS, as a policy names it: `states:DescribeExecution`. */
export type Action = `${Service}:${string}`

/** Makes the call; what AWS answers for want of rights, credentials, a network or patience becomes an error that says so. */
export async function ask<T>(action: Action, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explain(error, action)
  }
}

/** The error that says what to do or, where the error is none of that kind, the error itself. */
export function explain(error: unknown, action: Action): unknown {
  for (const cause of causesOf(error)) {
    const explained = explainOne(cause, action)
    if (explained !== null) return explained
  }
  return error
}

function explainOne(error: Error, action: Action): Error | null {
  const { name, message } = error
  const status = statusOf(error)
  const options = { cause: error }
  if (THROTTLED.has(name) || status === 429)
    return new Throttled(
      `AWS refuses ${action} for the moment, for too many requests: try again in a few seconds`,
      options,
    )
  // S3 says so of credentials, Step Functions of the place that a page goes on from
  const isSignedOut = SIGNED_OUT.has(name) || (name === "InvalidToken" && action.startsWith("s3:"))
  if (isSignedOut) return new SessionExpired(describeSignedOut(name, message, action), options)
  if (DENIED.has(name) || (status === 403 && name !== "NotFound"))
    return new AccessDenied(
      `AWS does not allow ${action}: ${shorten(message)}; allow this role ${action}`,
      options,
    )
  const { code } = error as { readonly code?: unknown }
  const isNetwork = typeof code === "string" && NETWORK_CODE.test(code)
  if (isNetwork || UNREACHABLE.has(name) || (status !== undefined && status >= 500)) {
    const what = isNetwork ? `${code}: ${message}` : `${name}: ${message}`
    return new Unreachable(
      `${action} was not answered (${shorten(what)}): check the network, the Region and the endpoint, and try again`,
      options,
    )
  }
  return null
}

function describeSignedOut(name: string, message: string, action: Action): string {
  if (name === "CredentialsProviderError" && !/expired/i.test(message))
    return `there are no AWS credentials for ${action}: sign in (aws sso login), or set AWS_PROFILE (${shorten(message)})`
  const isExpired = /expired/i.test(`${name} ${message}`)
  return isExpired
    ? `the AWS session has expired: sign in again (aws sso login) (${name} on ${action})`
    : `AWS does not know these credentials (${name} on ${action}): sign in again, or check AWS_PROFILE and the access key`
}

function* causesOf(error: unknown): Generator<Error> {
  for (let depth = 0; depth < DEPTH && error instanceof Error; depth++) {
    yield error
    error = error.cause ?? (error as { readonly errors?: readonly unknown[] }).errors?.[0]
  }
}

function statusOf(error: Error): number | undefined {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  return $metadata?.httpStatusCode
}

function shorten(text: string): string {
  const line = text.split("\n")[0]!
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
