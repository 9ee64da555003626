import * as z from "zod"
import { described, ENDS_ONCE, end, endsOnce, failures, MAX_SECONDS, result } from "./state-fields.ts"
import { isExpression, Literal, Template, Text, wholeNumber } from "./template.ts"

/** The resource that calls a function through its name, and answers `{Payload, StatusCode, …}`. */
export const INVOKE = "arn:aws:states:::lambda:invoke"

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/

/** What a resource takes as Arguments, as far as it is supported; any of it may be an expression. */
export const TASK_ARGUMENTS = {
  [INVOKE]: z.strictObject({
    FunctionName: Text,
    Payload: Template.optional(),
    Qualifier: Text.optional(),
    InvocationType: z.literal("RequestResponse").optional(),
  }),
  "arn:aws:states:::aws-sdk:s3:getObject": z.strictObject({
    Bucket: Text,
    Key: Text,
    IfMatch: Text.optional(),
  }),
  /** `Body` is written as it is where it is text, else as JSON. */
  "arn:aws:states:::aws-sdk:s3:putObject": z.strictObject({
    Bucket: Text,
    Key: Text,
    Body: Template.optional(),
    ContentType: Text.optional(),
    IfMatch: Text.optional(),
    IfNoneMatch: Text.optional(),
  }),
  /** `CopySource` is `bucket/key`, percent-encoded. */
  "arn:aws:states:::aws-sdk:s3:copyObject": z.strictObject({ Bucket: Text, Key: Text, CopySource: Text }),
  "arn:aws:states:::aws-sdk:s3:listObjectsV2": z.strictObject({
    Bucket: Text,
    Prefix: Text.optional(),
    Delimiter: Text.optional(),
    MaxKeys: wholeNumber(0, 2_147_483_647).optional(),
    StartAfter: Text.optional(),
    ContinuationToken: Text.optional(),
  }),
} as const
export type TaskResource = keyof typeof TASK_ARGUMENTS
export type TaskArguments<Resource extends TaskResource> = z.infer<(typeof TASK_ARGUMENTS)[Resource]>

/** A resource with arguments of its own; any other is a function's ARN. */
export function isTaskResource(resource: string): resource is TaskResource {
  return Object.hasOwn(TASK_ARGUMENTS, resource)
}

const CALLBACK = /\.(sync(:2)?|waitForTaskToken)$/

function refuseResource(resource: string): string | undefined {
  if (isTaskResource(resource) || FUNCTION_ARN.test(resource)) return undefined
  if (CALLBACK.test(resource)) return "waits for another's answer, which is not supported: call and poll"
  return `is not supported: a task is a Lambda function's ARN, or one of ${Object.keys(TASK_ARGUMENTS).join(", ")}`
}

export const TaskState = z
  .strictObject({
    Type: z.literal("Task"),
    ...described,
    Resource: Literal,
    Arguments: Template.optional(),
    /** Seconds an attempt may take; then it fails with States.Timeout. */
    TimeoutSeconds: wholeNumber(1, MAX_SECONDS).optional(),
    HeartbeatSeconds: wholeNumber(1, MAX_SECONDS).optional(),
    ...result,
    ...failures,
    ...end,
  })
  .superRefine(({ Resource, Arguments, TimeoutSeconds, HeartbeatSeconds }, context) => {
    const refused = refuseResource(Resource)
    if (refused !== undefined) context.addIssue({ code: "custom", path: ["Resource"], message: refused })
    // what is an expression, or the state's input, is known when it is evaluated
    if (isTaskResource(Resource) && Arguments !== undefined && !isExpression(Arguments)) {
      for (const issue of TASK_ARGUMENTS[Resource].safeParse(Arguments).error?.issues ?? []) {
        context.addIssue({ ...issue, path: ["Arguments", ...issue.path] })
      }
    }
    if (typeof TimeoutSeconds === "number" && typeof HeartbeatSeconds === "number") {
      if (HeartbeatSeconds < TimeoutSeconds) return
      const message = "must be less than TimeoutSeconds"
      context.addIssue({ code: "custom", path: ["HeartbeatSeconds"], message })
    }
  })
  .refine(endsOnce, ENDS_ONCE)
export type TaskState = z.infer<typeof TaskState>
