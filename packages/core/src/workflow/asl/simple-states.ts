import * as z from "zod"
import { described, ENDS_ONCE, end, endsOnce, MAX_SECONDS, result } from "./state-fields.ts"
import { Expression, isExpression, Literal, Template, Text, wholeNumber } from "./template.ts"
import { isTimestamp } from "./timestamp.ts"

export const PassState = z
  .strictObject({ Type: z.literal("Pass"), ...described, ...result, ...end })
  .refine(endsOnce, ENDS_ONCE)
export type PassState = z.infer<typeof PassState>

export const ChoiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), Expression], "must be true, false or a JSONata expression in {% %}"),
  Next: Literal,
  ...result,
})
export type ChoiceRule = z.infer<typeof ChoiceRule>

export const ChoiceState = z.strictObject({
  Type: z.literal("Choice"),
  ...described,
  Choices: z.array(ChoiceRule).min(1),
  Default: Literal.optional(),
  ...result,
})
export type ChoiceState = z.infer<typeof ChoiceState>

export const WaitState = z
  .strictObject({
    Type: z.literal("Wait"),
    ...described,
    Seconds: wholeNumber(0, MAX_SECONDS).optional(),
    Timestamp: Text.refine(
      (value) => isExpression(value) || isTimestamp(value),
      "is no date and time with an offset, such as 2025-03-14T01:59:00Z",
    ).optional(),
    ...result,
    ...end,
  })
  .refine(endsOnce, ENDS_ONCE)
  .refine(
    (state) => (state.Seconds === undefined) !== (state.Timestamp === undefined),
    "needs either Seconds or Timestamp",
  )
export type WaitState = z.infer<typeof WaitState>

export const SucceedState = z.strictObject({
  Type: z.literal("Succeed"),
  ...described,
  Output: Template.optional(),
})
export type SucceedState = z.infer<typeof SucceedState>

export const FailState = z.strictObject({
  Type: z.literal("Fail"),
  ...described,
  Error: Text.optional(),
  Cause: Text.optional(),
})
export type FailState = z.infer<typeof FailState>
