import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import { QueryFailed, StateFailed } from "../errors.ts"
import type { Bindings } from "../jsonata/plain-path.ts"
import { type Context, record, type Visit } from "./thread.ts"

/** The parts of `$states` that a field sees beside `input` and `context`. */
export type Extra = { readonly result?: unknown; readonly errorOutput?: unknown }

/** What the expressions of a state see. */
export function bindingsOf(
  visit: Visit,
  extra: Extra = {},
  context: Context = visit.thread.context,
): Bindings {
  const State = { EnteredTime: visit.enteredTime, Name: visit.name, RetryCount: visit.retries }
  const states = { input: visit.input, context: { ...context, State }, ...extra }
  return { ...visit.thread.variables, states }
}

/** A field's value. A failure is recorded, and thrown as States.QueryEvaluationError. */
export async function evaluate(
  visit: Visit,
  template: unknown,
  field: string,
  extra?: Extra,
): Promise<unknown> {
  try {
    return await visit.thread.evaluator.evaluate(template, bindingsOf(visit, extra), field)
  } catch (error) {
    throw evaluationFailed(visit, error)
  }
}

/** The state's failure where the error is an expression's; else the error itself. */
export function evaluationFailed(visit: Visit, error: unknown): unknown {
  if (!(error instanceof QueryFailed)) return error
  const failed = new StateFailed("States.QueryEvaluationError", `${whereIn(visit)} ${error.message}`)
  record(visit.thread, "EvaluationFailed", {
    error: failed.error,
    cause: failed.causeText,
    location: error.field,
    state: visit.name,
  })
  return failed
}

/** What AWS begins the cause of a failure with that is the interpreter's own. */
export function whereIn({ name, enteredEvent }: Visit): string {
  return `An error occurred while executing the state '${name}' (entered at the event id #${enteredEvent}).`
}

/** A field that must be of a type. `accepts` names nothing: it only tells. */
export async function evaluateAs<T>(
  visit: Visit,
  template: unknown,
  field: string,
  expected: string,
  accepts: (value: unknown) => value is T,
): Promise<T> {
  const value = await evaluate(visit, template, field)
  if (accepts(value)) return value
  const source = isExpression(template)
    ? `The JSONata expression '${expressionText(template)}' specified for the field '${field}' returned an unexpected result type.`
    : `The field '${field}' has an unexpected type.`
  const message = `${source} Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`
  throw evaluationFailed(visit, new QueryFailed(message, field))
}

export const isArray = (value: unknown): value is unknown[] => Array.isArray(value)
export const isBoolean = (value: unknown): value is boolean => typeof value === "boolean"
export const isText = (value: unknown): value is string => typeof value === "string"
const isNumber = (value: unknown): value is number => typeof value === "number"

/** What a field takes of the numbers. */
export type NumberRange = {
  readonly integer: boolean
  readonly minimum: number
  readonly maximum?: number
}

export const COUNT: NumberRange = { integer: true, minimum: 0 }

/** A number in the range. */
export async function evaluateNumber(
  visit: Visit,
  template: unknown,
  field: string,
  { integer, minimum, maximum = Number.POSITIVE_INFINITY }: NumberRange,
): Promise<number> {
  const value = await evaluateAs(visit, template, field, "number", isNumber)
  const fail = (message: string): never => {
    throw evaluationFailed(visit, new QueryFailed(message, field))
  }
  if (integer && !Number.isInteger(value)) fail(`The ${field} field cannot be parsed as an integer: ${value}`)
  if (value >= minimum && value <= maximum) return value
  const range =
    maximum === Number.POSITIVE_INFINITY ? `at least ${minimum}` : `between ${minimum} and ${maximum}`
  return fail(`${field} must be ${range} but was: ${value}`)
}

/** A number that may be left out. */
export async function evaluateOptional(
  visit: Visit,
  template: unknown,
  field: string,
  range: NumberRange,
): Promise<number | undefined> {
  return template === undefined ? undefined : evaluateNumber(visit, template, field, range)
}

function typeName(value: unknown): string {
  if (value === null) return "null"
  return Array.isArray(value) ? "array" : typeof value
}
