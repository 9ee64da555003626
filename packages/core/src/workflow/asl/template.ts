import * as z from "zod"

/** A whole string in `{% %}`: AWS allows no text around it. */
const EXPRESSION = /^\{%[\s\S]*%\}$/

const UNCLOSED = "starts with {% but does not end with %}"

export function isExpression(value: unknown): value is string {
  return typeof value === "string" && EXPRESSION.test(value)
}

/** The JSONata text between `{%` and `%}`. */
export function expressionText(value: string): string {
  return value.slice(2, -2).trim()
}

/** A string that AWS takes as it stands: a `{% %}` here would never be evaluated. */
export const Literal = z
  .string()
  .min(1)
  .refine((value) => !value.includes("{%"), "is taken as it stands: no {% %} is allowed here")

export const Expression = z.string().regex(EXPRESSION, "must be a JSONata expression in {% %}")

/** A string, or an expression that answers one. */
export const Text = z.string().refine((value) => !value.startsWith("{%") || isExpression(value), UNCLOSED)

/** A whole number in the range, or an expression that answers one. */
export function wholeNumber(minimum: number, maximum: number) {
  return z.union([z.int().min(minimum).max(maximum), Expression], {
    error: `must be a whole number from ${minimum} to ${maximum}, or a {% %} that answers one`,
  })
}

/** Any JSON in which strings may be expressions. Its field names are the author's own, except JSONPath's `….$`. */
export const Template = z.unknown().superRefine((value, context) => {
  for (const problem of templateProblems(value, [])) context.addIssue({ code: "custom", ...problem })
})

/** An identifier by Unicode's rules, as AWS wants a variable's name; at most 80 characters. */
const VARIABLE = /^[\p{ID_Start}_]\p{ID_Continue}{0,79}$/u

/** `Assign`: variables and what they become. `states` is AWS's own. */
export const Variables = z.record(z.string(), Template).superRefine((value, context) => {
  for (const name of Object.keys(value)) {
    const message = variableProblem(name)
    if (message !== undefined) context.addIssue({ code: "custom", path: [], message: `"${name}" ${message}` })
  }
})

function variableProblem(name: string): string | undefined {
  if (name.endsWith(".$")) return "is JSONPath: write the value as {% %}"
  if (name === "states") return "is reserved: a variable needs another name"
  if (VARIABLE.test(name)) return undefined
  return "is no name of a variable: a letter, then letters, digits and _, at most 80 in all"
}

type Problem = { path: (string | number)[]; message: string }

function* templateProblems(value: unknown, path: (string | number)[]): Generator<Problem> {
  if (typeof value === "string") {
    if (value.startsWith("{%") && !isExpression(value)) yield { path, message: UNCLOSED }
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* templateProblems(element, [...path, index])
  } else if (typeof value === "object" && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      if (name.endsWith(".$")) yield { path, message: `"${name}" is JSONPath: write the value as {% %}` }
      else yield* templateProblems(field, [...path, name])
    }
  } else if (value === undefined || typeof value === "function" || typeof value === "bigint") {
    yield { path, message: `is ${typeof value}, which is no JSON` }
  }
}
