import {
  INVOKE,
  isTaskResource,
  TASK_ARGUMENTS,
  type TaskResource,
  type TaskState,
} from "@mapfold/core/workflow/asl/task-state"
import { StateFailed } from "../errors.ts"
import type { Visit } from "../interpreter/thread.ts"
import { functionTask, invokeTask } from "./lambda.ts"
import { s3Task } from "./s3.ts"
import type { Task } from "./task.ts"

/** Arguments that may be any JSON, and one that is a number: the others are texts. */
const ANY_JSON = new Set(["Payload", "Body"])
const WHOLE_NUMBER = "MaxKeys"

/** The state's task with its arguments. Throws States.Runtime where the resource does not take them. */
export function openTask({ state, thread }: Visit<TaskState>, value: unknown): Task {
  const { ports, machine } = thread
  const { Resource } = state
  if (!isTaskResource(Resource)) return functionTask(ports, Resource, value)
  const fields = fieldsOf(Resource, value)
  if (Resource === INVOKE) return invokeTask(ports, machine.region, fields)
  return s3Task(ports, machine.region, Resource, fields)
}

/** Checks what only evaluation could tell. Numbers become text where text is wanted, as they do on AWS. */
function fieldsOf(resource: TaskResource, value: unknown): Record<string, unknown> {
  const { shape } = TASK_ARGUMENTS[resource]
  const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}
  const fields = given as Record<string, unknown>
  const problems: string[] = []
  for (const [name, schema] of Object.entries(shape)) {
    if (fields[name] === undefined && !schema.isOptional())
      problems.push(`The field "${name}" is required but was missing`)
  }
  for (const name of Object.keys(fields)) {
    if (!Object.hasOwn(shape, name)) problems.push(`The field "${name}" is not supported by Step Functions`)
  }
  if (fields.InvocationType !== undefined && fields.InvocationType !== "RequestResponse")
    problems.push('The field "InvocationType" is supported as "RequestResponse" only')
  const number = fields[WHOLE_NUMBER]
  if (number !== undefined && !/^\d+$/.test(String(number)))
    problems.push(`The value for the field "${WHOLE_NUMBER}" must be a whole number`)
  if (problems.length > 0) {
    const cause = `The Parameters '${JSON.stringify(value)}' could not be used to start the Task: [${problems.join(", ")}]`
    throw new StateFailed("States.Runtime", cause)
  }
  const texts = Object.entries(fields).map(([name, field]) => [
    name,
    ANY_JSON.has(name) || typeof field === "string" ? field : JSON.stringify(field),
  ])
  return Object.fromEntries(texts)
}
