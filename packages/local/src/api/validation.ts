import type * as z from "zod"
import { ApiError } from "./api-error.ts"

/** Fields whose values AWS does not say again. */
const SENSITIVE = new Set(["definition", "input", "error", "cause"])
/** Characters of a value that are said again. */
const MAX_VALUE = 2_000

/** What is wrong with a request, as AWS puts it: a field of another type does not come to be checked at all. */
export function toFault({ issues }: z.ZodError, refused: (message: string) => ApiError): ApiError {
  const mistyped = issues.find((issue) => issue.code === "invalid_type" && issue.input !== undefined)
  if (mistyped !== undefined) return notOfType(mistyped)
  const count = issues.length === 1 ? "1 validation error" : `${issues.length} validation errors`
  return refused(`${count} detected: ${issues.map(describe).join("; ")}`)
}

function notOfType(issue: z.core.$ZodIssue): ApiError {
  const { expected } = issue as z.core.$ZodIssueInvalidType
  const found = Array.isArray(issue.input) ? "array" : typeof issue.input
  const wanted = expected === "int" ? "integer" : expected
  const where = issue.path.length === 0 ? "the body" : `the field '${nameOf(issue.path)}'`
  return new ApiError("SerializationException", `${where} is of type ${found}, where ${wanted} is wanted`)
}

/** `Value 'x' at 'name' failed to satisfy constraint: Member must …` */
function describe(issue: z.core.$ZodIssue): string {
  const name = nameOf(issue.path)
  return `Value ${valueIn(issue)}at '${name}' failed to satisfy constraint: ${constraintOf(issue)}`
}

function valueIn({ input, path }: z.core.$ZodIssue): string {
  if (input === undefined) return "null "
  if (SENSITIVE.has(String(path[0])) || typeof input === "object") return ""
  return `'${String(input).slice(0, MAX_VALUE)}' `
}

function constraintOf(issue: z.core.$ZodIssue): string {
  const what =
    "origin" in issue && (issue.origin === "string" || issue.origin === "array") ? "length" : "value"
  if (issue.code === "too_small") return `Member must have ${what} greater than or equal to ${issue.minimum}`
  if (issue.code === "too_big") return `Member must have ${what} less than or equal to ${issue.maximum}`
  if (issue.code === "invalid_value" && issue.input !== undefined)
    return `Member must satisfy enum value set: [${issue.values.join(", ")}]`
  if (issue.code === "invalid_format" && issue.pattern !== undefined)
    return `Member must satisfy regular expression pattern: ${issue.pattern.slice(1, -1).replace(/^\^|\$$/g, "")}`
  return issue.input === undefined ? "Member must not be null" : issue.message
}

/** `tags.1.member.key` */
function nameOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === "number" ? `${part + 1}.member` : String(part))).join(".")
}
