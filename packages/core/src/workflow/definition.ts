import { itemsKey, mapPrefix } from "../run/layout.ts"
import { MAX_PAYLOAD_BYTES } from "../run/settings.ts"
import type { Machine } from "./asl/machine.ts"
import type { ItemReader } from "./asl/map-fields.ts"
import type { MapState } from "./asl/states.ts"
import { INVOKE, type TaskState } from "./asl/task-state.ts"
import { type ChildOptions, child } from "./child.ts"
import { expression, keyExpression } from "./expressions.ts"
import { retryInvoke } from "./retry.ts"
import { PREPARE_SECONDS, REDUCE_SECONDS, STATE_GRACE_SECONDS } from "./time-limits.ts"

/** What the states call and touch. */
export type Targets = {
  /** Names or ARNs. */
  readonly functions: { readonly prepare: string; readonly process: string; readonly reduce: string }
  /** Names. */
  readonly buckets: { readonly input: string; readonly output: string }
  /** EXPRESS where nothing is said: cheaper, and enough for a child of less than five minutes. */
  readonly childType?: "EXPRESS" | "STANDARD"
}

/** Bytes of a state's arguments that are not the child's input: the function's ARN and the payload's own fields. */
const ARGUMENT_BYTES = 1_024

/** Where the Map that ran put its manifest, as `ReduceInput` has it. */
const DETAILS = "$states.input.ResultWriterDetails"
const MANIFEST = `$prepared.map = 'none' ? null : {'Bucket': ${DETAILS}.Bucket, 'Key': ${DETAILS}.Key}`

/** What Prepare throws where the run's input is at fault: the one error of a handler that is caught. */
const INVALID_INPUT = "InvalidRunInput"

/** The workflow, as plain data: deployed to AWS Step Functions, and run by the embedded engine, as it stands. */
export function definition(targets: Targets): Machine {
  return {
    Comment: "Mapfold: one typed map-reduce job over the files of a bucket",
    QueryLanguage: "JSONata",
    StartAt: "Prepare",
    States: {
      Prepare: {
        ...prepare(targets),
        Assign: { prepared: expression("$states.result.Payload") },
        Output: {},
        Catch: [
          {
            ErrorEquals: [INVALID_INPUT],
            Output: expression("$parse($states.errorOutput.Cause).errorMessage"),
            Next: INVALID_INPUT,
          },
        ],
        Next: "ChooseReader",
      },
      [INVALID_INPUT]: { Type: "Fail", Error: INVALID_INPUT, Cause: expression("$states.input") },
      ChooseReader: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$prepared.map = 'items'"), Next: "MapItems" },
          { Condition: expression("$prepared.map = 'none'"), Next: "Reduce" },
        ],
        Default: "MapListed",
      },
      MapListed: map(targets, {
        ...{ label: "MapListed", suffix: "" },
        reader: {
          Resource: "arn:aws:states:::s3:listObjectsV2",
          Arguments: { Bucket: targets.buckets.input, Prefix: expression("$prepared.prefix") },
        },
      }),
      MapItems: map(targets, {
        ...{ label: "MapItems", suffix: "Items" },
        reader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSONL" },
          Arguments: { Bucket: targets.buckets.output, Key: keyExpression(itemsKey, "$prepared.run") },
        },
      }),
      Reduce: reduce(targets),
    },
  }
}

function prepare({ functions, buckets }: Targets) {
  return {
    Type: "Task",
    Resource: INVOKE,
    Arguments: {
      FunctionName: functions.prepare,
      Payload: {
        run: expression("$states.context.Execution.Name"),
        ...buckets,
        request: expression("$states.input"),
      },
    },
    TimeoutSeconds: PREPARE_SECONDS + STATE_GRACE_SECONDS,
    Retry: retryInvoke(),
  } satisfies TaskState
}

/** In what the two Maps differ. */
type MapOptions = Pick<ChildOptions, "suffix"> & { readonly label: string; readonly reader: ItemReader }

/** The Distributed Map. It and Reduce have no Catch: a state that was caught cannot be redriven. */
function map(
  { functions, buckets, childType = "EXPRESS" }: Targets,
  { label, suffix, reader }: MapOptions,
): MapState {
  return {
    Type: "Map",
    Label: label,
    ItemReader: reader,
    ItemSelector: Object.fromEntries(
      ["Key", "Size", "Etag"].map((field) => [field, expression(`$states.context.Map.Item.Value.${field}`)]),
    ),
    ItemBatcher: {
      MaxItemsPerBatch: expression("$prepared.settings.batchObjects"),
      // what the child hands to Process is its input and a little more, and must fit as well
      MaxInputBytesPerBatch: expression(
        `$min([$prepared.settings.batchInputBytes, ${MAX_PAYLOAD_BYTES - ARGUMENT_BYTES}])`,
      ),
      BatchInput: { ...prepared("run", "job", "jobVersion", "params", "suffix", "references"), ...buckets },
    },
    MaxConcurrency: expression("$prepared.settings.concurrency"),
    ToleratedFailureCount: expression("$prepared.tolerate.objects.count"),
    ToleratedFailurePercentage: expression("$prepared.stopPercent"),
    ItemProcessor: child({ target: functions.process, executionType: childType, suffix }),
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: buckets.output, Prefix: keyExpression(mapPrefix, "$prepared.run") },
      WriterConfig: { Transformation: "NONE", OutputType: "JSONL" },
    },
    Next: "Reduce",
  }
}

function reduce({ functions, buckets }: Targets): TaskState {
  return {
    Type: "Task",
    Resource: INVOKE,
    Arguments: {
      FunctionName: functions.reduce,
      Payload: {
        ...prepared("run", "job", "jobVersion", "params", "reader", "tolerate", "kept"),
        ...buckets,
        startedAt: expression("$states.context.Execution.StartTime"),
        manifest: expression(MANIFEST),
      },
    },
    TimeoutSeconds: REDUCE_SECONDS + STATE_GRACE_SECONDS,
    Retry: retryInvoke(),
    Output: expression("$states.result.Payload"),
    End: true,
  }
}

/** Fields of Prepare's answer, each under its own name. */
function prepared(...fields: string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, expression(`$prepared.${field}`)]))
}
