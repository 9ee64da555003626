import type * as z from "zod"

/** What is shown of a value (characters): enough to recognize it. */
const SHOWN = 200

/**
 * One clause an issue, each naming the field, its value and what was expected: `"year" is "abc": expected number,
 * received string`. `fields` are those that a field unknown at the top might have been.
 */
export function describeIssues(error: z.ZodError, input: unknown, fields: readonly string[]): string {
  return error.issues.map((issue) => describeIssue(issue, input, fields)).join("; ")
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown, fields: readonly string[]): string {
  const field = issue.path.join(".")
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => JSON.stringify(field === "" ? key : `${field}.${key}`)).join(", ")
    const known = field === "" ? `; the fields are ${fields.join(", ")}` : ""
    return `there is no field ${names}${known}`
  }
  const value = valueAt(input, issue.path)
  if (value === undefined) return `"${field}" is missing: ${expectation(issue)}`
  return `"${field}" is ${show(value)}: ${expectation(issue)}`
}

/** Of a union, what each of its members says. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union" || issue.errors.length === 0)
    return issue.message.replace(/^Invalid input: /, "")
  return [...new Set(issue.errors.flat().map(expectation))].join(", or ")
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    input,
  )
}

export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
