import type { ItemProcessor } from "./asl/states.ts"
import { INVOKE, type TaskState } from "./asl/task-state.ts"
import { expression } from "./expressions.ts"
import { retryInvoke } from "./retry.ts"
import { EXPRESS_CHILD_SECONDS, PROCESS_SECONDS, STATE_GRACE_SECONDS } from "./time-limits.ts"

/** What ends an invocation from outside: the handler could not answer for its objects. */
const KILLED = ["Sandbox.Timedout", "Runtime.OutOfMemory", "Runtime.ExitError", "Lambda.Unknown"]

/** Calls of one item at a time: 500 items of 0.1 s then take 5 s of the 60 s that are left for them. */
const ISOLATED_CALLS = 10

/** Seconds before the child's own end at which an isolated call is given up, so that the batch's other items are kept. */
const CHILD_MARGIN_SECONDS = 10

/** The child's whole input: its context is the child's, so that no state has to hand 200 KB on. */
const INPUT = "$states.context.Execution.Input"

const SECONDS_LEFT = expression(
  `$max([1, $floor(${EXPRESS_CHILD_SECONDS - CHILD_MARGIN_SECONDS} - ($millis() - $toMillis($states.context.Execution.StartTime)) / 1000)])`,
)

/** What one invocation may take, with the grace that lets its own error arrive. */
const CALL_SECONDS = PROCESS_SECONDS + STATE_GRACE_SECONDS

/** Calls Process for the items (JSONata), from `next` on. */
function call(target: string, items: string, next: number | string, last: boolean) {
  return {
    Type: "Task",
    Resource: INVOKE,
    Arguments: {
      FunctionName: target,
      Payload: {
        BatchInput: expression(`${INPUT}.BatchInput`),
        Items: expression(`[${items}]`),
        next,
        last,
      },
    },
    Retry: retryInvoke(),
  } satisfies TaskState
}

export type ChildOptions = {
  /** Name or ARN. */
  readonly target: string
  readonly executionType: "EXPRESS" | "STANDARD"
  /** What the states' names end in: AWS takes each name once in a machine, whatever Map it lies in. */
  readonly suffix: string
}

/**
 * What a child execution does with its batch: Process, at most once again for the items that there was no time for, and
 * where an invocation was killed the items left one by one. Answers `ChildOutput`.
 */
export function child({ target, executionType, suffix }: ChildOptions): ItemProcessor {
  const name = (state: string) => `${state}${suffix}`
  const seconds = executionType === "EXPRESS" ? SECONDS_LEFT : CALL_SECONDS
  return {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: executionType },
    StartAt: name("Process"),
    States: {
      [name("Process")]: {
        ...call(target, `${INPUT}.Items`, 0, false),
        TimeoutSeconds: CALL_SECONDS,
        Assign: {
          batches: expression("[$states.result.Payload.batch]"),
          next: expression("$states.result.Payload.next"),
          failed: [],
        },
        Output: {},
        Catch: [
          {
            ErrorEquals: KILLED,
            Assign: { batches: [], next: 0, failed: [] },
            Output: {},
            Next: name("Isolate"),
          },
        ],
        Next: name("AnyLeft"),
      },
      [name("AnyLeft")]: {
        Type: "Choice",
        Choices: [{ Condition: expression("$next != null"), Next: name("ProcessRest") }],
        Default: name("Done"),
      },
      [name("ProcessRest")]: {
        ...call(target, `${INPUT}.Items`, expression("$next"), true),
        TimeoutSeconds: CALL_SECONDS,
        Assign: { batches: expression("[$batches, $states.result.Payload.batch]") },
        Output: {},
        Catch: [{ ErrorEquals: KILLED, Output: {}, Next: name("Isolate") }],
        Next: name("Done"),
      },
      [name("Isolate")]: {
        Type: "Map",
        Items: expression(`[$next..$count(${INPUT}.Items) - 1]`),
        MaxConcurrency: ISOLATED_CALLS,
        ItemProcessor: isolated(target, seconds, name),
        Assign: {
          batches: expression("[$batches, $states.result.batches]"),
          failed: expression("[$states.result.failed]"),
        },
        Output: {},
        Next: name("Done"),
      },
      [name("Done")]: {
        Type: "Succeed",
        Output: { batches: expression("[$batches]"), failed: expression("[$failed]") },
      },
    },
  }
}

/** One item, whose index is the input: the one that kills is found, the others are kept. */
function isolated(
  target: string,
  timeoutSeconds: number | string,
  name: (state: string) => string,
): ItemProcessor {
  return {
    ProcessorConfig: { Mode: "INLINE" },
    StartAt: name("ProcessOne"),
    States: {
      [name("ProcessOne")]: {
        ...call(target, `${INPUT}.Items[$states.input]`, 0, true),
        TimeoutSeconds: timeoutSeconds,
        Output: { batches: expression("[$states.result.Payload.batch]"), failed: [] },
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Output: {
              batches: [],
              failed: [
                { index: expression("$states.input"), error: expression("$states.errorOutput.Error") },
              ],
            },
            Next: name("Failed"),
          },
        ],
        End: true,
      },
      [name("Failed")]: { Type: "Pass", End: true },
    },
  }
}
