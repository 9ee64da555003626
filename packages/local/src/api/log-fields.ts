import * as z from "zod"
import { PLACE } from "../engine/start-run.ts"
import { ApiError, invalidParameter } from "./api-error.ts"
import { type LogGroup, logGroups } from "./log-streams.ts"
import { type ApiContext, makeOperation, type Operation } from "./operation.ts"
import { openPage, type Page } from "./paging.ts"

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html has the bounds of each field.

export const GroupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/)
const Identifier = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[\w#+=/:,.@-]*$/)
export const StreamName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^:*]*$/)
export const NextToken = z.string().min(1).max(4_096).optional()
/** Of groups and streams. */
export const Limit = z.int().min(1).max(50).default(50)
/** Milliseconds since 1970. */
const Time = z.int().min(0)
export const Times = { startTime: Time.optional(), endTime: Time.optional() }

/** A group by its name, or by that or its ARN as an identifier. */
export const GroupFields = { logGroupName: GroupName.optional(), logGroupIdentifier: Identifier.optional() }
type GroupFields = {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
}

/** An operation that is refused as CloudWatch Logs refuses. */
export function makeLogOperation<Schema extends z.ZodType>(
  schema: Schema,
  run: (context: ApiContext, request: z.output<Schema>) => unknown,
): Operation {
  return makeOperation(schema, run, invalidParameter)
}

/** Throws InvalidParameterException for a token that is not of this list. */
export function openLogPage<Cursor extends string | number>(
  { limit, nextToken }: { readonly limit: number; readonly nextToken?: string | undefined },
  kind: Cursor extends string ? "string" : "number",
  list: readonly unknown[],
  now: number,
): Page<Cursor> {
  try {
    return openPage<Cursor>({ maxResults: limit, nextToken }, kind, list, now)
  } catch (error) {
    throw error instanceof ApiError ? invalidLogToken() : error
  }
}

export function invalidLogToken(): ApiError {
  return invalidParameter("The specified nextToken is invalid.")
}

/** Throws ResourceNotFoundException, InvalidParameterException. */
export function groupOf({ state }: ApiContext, { logGroupName, logGroupIdentifier }: GroupFields): LogGroup {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw invalidParameter("Either logGroupName or logGroupIdentifier must be given, and not both.")
  const name = logGroupName ?? nameIn(logGroupIdentifier!)
  const group = logGroups(state).find((candidate) => candidate.name === name)
  if (group === undefined) throw notFound("The specified log group does not exist.")
  return group
}

export function nameIn(identifier: string): string {
  return identifier.startsWith(groupArn("")) ? identifier.slice(groupArn("").length) : identifier
}

export function groupArn(name: string): string {
  return `arn:aws:logs:${PLACE.region}:${PLACE.account}:log-group:${name}`
}

export function notFound(message: string): ApiError {
  return new ApiError("ResourceNotFoundException", message)
}
