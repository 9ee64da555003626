import * as z from "zod"
import { Catch, Retry } from "./failure-rules.ts"
import { checkGraph } from "./graph.ts"
import { ItemBatcher, ItemReader, Label, ProcessorConfig, ResultWriter } from "./map-fields.ts"
import { Expression, Literal, ObjectTemplate, Template, Text, wholeNumber } from "./template.ts"

/** The longest timeout or wait that AWS takes, in seconds. */
const MAX_SECONDS = 99_999_999

const described = { Comment: z.string().optional(), QueryLanguage: z.literal("JSONata").optional() }
const result = { Assign: ObjectTemplate.optional(), Output: Template.optional() }
const end = { Next: Literal.optional(), End: z.literal(true).optional() }
const failures = { Retry: Retry.optional(), Catch: Catch.optional() }

/** A state ends in a next state or in the end, never in both or neither. */
function endsOnce(state: { Next?: string | undefined; End?: true | undefined }): boolean {
  return (state.Next === undefined) !== (state.End === undefined)
}
const ENDS_ONCE = "needs either Next or End"

export const PassState = z
  .strictObject({ Type: z.literal("Pass"), ...described, ...result, ...end })
  .refine(endsOnce, ENDS_ONCE)
export type PassState = z.infer<typeof PassState>

/** The resource that calls a function through its name, and answers `{Payload, StatusCode, …}`. */
export const INVOKE = "arn:aws:states:::lambda:invoke"
const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/

export const InvokeArguments = z.strictObject({ FunctionName: Text, Payload: Template.optional() })
export type InvokeArguments = z.infer<typeof InvokeArguments>

export const TaskState = z
  .strictObject({
    Type: z.literal("Task"),
    ...described,
    Resource: Literal.refine(
      (resource) => resource === INVOKE || FUNCTION_ARN.test(resource),
      `is not supported: a task is ${INVOKE} or a Lambda function's ARN`,
    ),
    Arguments: Template.optional(),
    /** Seconds an attempt may take; then it fails with States.Timeout. */
    TimeoutSeconds: wholeNumber(1, MAX_SECONDS).optional(),
    HeartbeatSeconds: wholeNumber(1, MAX_SECONDS).optional(),
    ...result,
    ...failures,
    ...end,
  })
  .superRefine((state, context) => {
    if (state.Resource !== INVOKE) return
    const checked = InvokeArguments.safeParse(state.Arguments)
    for (const issue of checked.error?.issues ?? []) {
      context.addIssue({ ...issue, path: ["Arguments", ...issue.path] })
    }
  })
  .refine(endsOnce, ENDS_ONCE)
export type TaskState = z.infer<typeof TaskState>

export const ChoiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: Expression,
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
    Timestamp: Text.optional(),
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

/** An interface, since the states of a Parallel or a Map hold states again. */
export interface States {
  [name: string]: State
}
export const States: z.ZodType<States> = z.lazy(() => z.record(z.string().min(1).max(80), State))

export const Branch = z
  .strictObject({ Comment: z.string().optional(), StartAt: Literal, States })
  .superRefine(checkGraph)
export type Branch = z.infer<typeof Branch>

export const ParallelState = z
  .strictObject({
    Type: z.literal("Parallel"),
    ...described,
    Branches: z.array(Branch).min(1),
    Arguments: Template.optional(),
    ...result,
    ...failures,
    ...end,
  })
  .refine(endsOnce, ENDS_ONCE)
export type ParallelState = z.infer<typeof ParallelState>

export const ItemProcessor = z
  .strictObject({
    Comment: z.string().optional(),
    ProcessorConfig: ProcessorConfig.optional(),
    StartAt: Literal,
    States,
  })
  .superRefine(checkGraph)
export type ItemProcessor = z.infer<typeof ItemProcessor>

const DISTRIBUTED_ONLY = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "Label",
  "ToleratedFailureCount",
  "ToleratedFailurePercentage",
] as const

export const MapState = z
  .strictObject({
    Type: z.literal("Map"),
    ...described,
    ItemProcessor,
    Items: z.union([Expression, z.array(Template)]).optional(),
    ItemReader: ItemReader.optional(),
    ItemSelector: Template.optional(),
    ItemBatcher: ItemBatcher.optional(),
    ResultWriter: ResultWriter.optional(),
    Label: Label.optional(),
    /** 0 is no limit of its own: 10,000 where the map is distributed. */
    MaxConcurrency: wholeNumber(0, 10_000).optional(),
    ToleratedFailureCount: wholeNumber(0, 1_000_000_000).optional(),
    /** 0 to 100. */
    ToleratedFailurePercentage: z.union([z.number().min(0).max(100), Expression]).optional(),
    ...result,
    ...failures,
    ...end,
  })
  .superRefine((state, context) => {
    if (state.Items !== undefined && state.ItemReader !== undefined) {
      context.addIssue({ code: "custom", message: "has Items and ItemReader: one or the other" })
    }
    if (state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED") return
    for (const field of DISTRIBUTED_ONLY) {
      if (state[field] !== undefined) {
        context.addIssue({ code: "custom", path: [field], message: "belongs to a DISTRIBUTED map only" })
      }
    }
  })
  .refine(endsOnce, ENDS_ONCE)
export type MapState = z.infer<typeof MapState>

export const State = z.discriminatedUnion("Type", [
  PassState,
  TaskState,
  ChoiceState,
  WaitState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
])
export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState
