import * as z from "zod"
import { Literal, Template, Variables } from "./template.ts"

/** States.ALL stands alone. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const ErrorEquals = z
  .array(Literal)
  .min(1)
  .refine((names) => !names.includes("States.ALL") || names.length === 1, "States.ALL must stand alone")

export const Retrier = z.strictObject({
  ErrorEquals,
  Comment: z.string().optional(),
  /** Seconds before the first retry. */
  IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  /** Seconds; more than the interval. */
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
})
export type Retrier = z.infer<typeof Retrier>

export const Catcher = z.strictObject({
  ErrorEquals,
  Comment: z.string().optional(),
  Next: Literal,
  Assign: Variables.optional(),
  Output: Template.optional(),
})
export type Catcher = z.infer<typeof Catcher>

function allIsLast(rules: readonly { ErrorEquals: readonly string[] }[]): boolean {
  return rules.every((rule, at) => !rule.ErrorEquals.includes("States.ALL") || at === rules.length - 1)
}

export const Retry = z.array(Retrier).refine(allIsLast, "the rule for States.ALL must be the last")
export const Catch = z.array(Catcher).refine(allIsLast, "the rule for States.ALL must be the last")
