import { StoreFailed } from "@mapfold/core/store/errors"
import { expect, it } from "vitest"
import { type Action, ask, explain } from "./aws-errors.ts"

const named = (name: string, message = "", fields: object = {}) =>
  Object.assign(new Error(message), { name, ...fields })
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } })

it.each<[string, Error, Action, string, RegExp]>([
  [
    "throttling",
    named("ThrottlingException"),
    "states:DescribeMapRun",
    "Throttled",
    /refuses states:DescribeMapRun/,
  ],
  [
    "S3's throttling",
    named("SlowDown", "", status(503)),
    "s3:GetObject",
    "Throttled",
    /try again in a few seconds/,
  ],
  [
    "a session that is over",
    named("ExpiredTokenException", "token expired"),
    "s3:GetObject",
    "SessionExpired",
    /has expired: sign in again/,
  ],
  [
    "a sign-in that is over",
    named("CredentialsProviderError", "The SSO session has expired"),
    "states:ListExecutions",
    "SessionExpired",
    /has expired: sign in again \(aws sso login\)/,
  ],
  [
    "no credentials",
    named("CredentialsProviderError", "Could not load credentials from any providers"),
    "states:ListExecutions",
    "SessionExpired",
    /there are no AWS credentials for states:ListExecutions: sign in .* AWS_PROFILE/,
  ],
  [
    "wrong credentials",
    named("UnrecognizedClientException"),
    "states:ListExecutions",
    "SessionExpired",
    /does not know these credentials/,
  ],
  ["S3's bad token", named("InvalidToken", "malformed"), "s3:GetObject", "SessionExpired", /credentials/],
  [
    "a right that is missing",
    named("AccessDeniedException", "User: arn:x is not authorized"),
    "states:RedriveExecution",
    "AccessDenied",
    /not authorized; allow this role states:RedriveExecution/,
  ],
  [
    "a bare 403",
    named("Unknown", "", status(403)),
    "s3:GetObject",
    "AccessDenied",
    /allow this role s3:GetObject/,
  ],
  [
    "a right that is missing, told by the store",
    new StoreFailed("s3://b/k cannot be read", named("AccessDenied", "no", status(403))),
    "s3:GetObject",
    "AccessDenied",
    /s3:GetObject/,
  ],
  [
    "no network",
    named("Error", "getaddrinfo ENOTFOUND", { code: "ENOTFOUND" }),
    "logs:FilterLogEvents",
    "Unreachable",
    /check the network/,
  ],
  [
    "a refused connection",
    named("Error", "connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }),
    "s3:ListBucket",
    "Unreachable",
    /127\.0\.0\.1:1/,
  ],
  [
    "one refused on every address",
    Object.assign(
      new AggregateError([named("Error", "connect ECONNREFUSED ::1:1", { code: "ECONNREFUSED" })]),
      { name: "AggregateError" },
    ),
    "s3:ListBucket",
    "Unreachable",
    /ECONNREFUSED/,
  ],
  [
    "silence",
    named("TimeoutError", "no answer"),
    "states:DescribeExecution",
    "Unreachable",
    /was not answered \(TimeoutError: no answer\)/,
  ],
  [
    "a failure of AWS's own",
    named("InternalFailure", "oops", status(500)),
    "states:DescribeExecution",
    "Unreachable",
    /oops/,
  ],
])("says of %s what to do", (_, error, action, name, message) => {
  expect(explain(error, action)).toMatchObject({ name, message: expect.stringMatching(message) })
})

it.each([
  named("ExecutionDoesNotExist", "", status(400)),
  named("InvalidToken", "Invalid Token: 'Invalid token'", status(400)),
  named("TypeError", "a mistake of one's own"),
  "no error at all",
])("leaves %s as it is", (error) => {
  expect(explain(error, "states:ListExecutions")).toBe(error)
})

it("keeps a message of any length to one line", () => {
  const explained = explain(
    named("AccessDenied", `${"x".repeat(5_000)}\n  at somewhere`),
    "s3:GetObject",
  ) as Error
  expect(explained.message.length).toBeLessThan(400)
  expect(explained.message).not.toContain("\n")
})

it("answers what the call answers", async () => {
  expect(await ask("s3:GetObject", async () => 7)).toBe(7)
  await expect(ask("s3:GetObject", () => Promise.reject(named("SlowDown")))).rejects.toMatchObject({
    name: "Throttled",
  })
})
