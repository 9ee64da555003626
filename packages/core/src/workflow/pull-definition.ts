import { pullItemsKey, pullMapPrefix } from "../run/layout.ts"
import type { Machine } from "./asl/machine.ts"
import type { ItemProcessor } from "./asl/states.ts"
import { INVOKE } from "./asl/task-state.ts"
import { expression, keyExpression } from "./expressions.ts"
import { retryInvoke } from "./retry.ts"
import { COPY_SECONDS, STATE_GRACE_SECONDS } from "./time-limits.ts"

export type PullTargets = {
  /** Name or ARN. */
  readonly copy: string
  /** Names. */
  readonly buckets: { readonly input: string; readonly output: string }
  /** EXPRESS where nothing is said. */
  readonly childType?: "EXPRESS" | "STANDARD"
}

/** A few seconds of one function, and an answer that fits where all of them fail. */
const BATCH_OBJECTS = 200
/** Bytes of a child's input: what it hands to Copy is that and a little more, and 262,144 is the limit of both. */
const BATCH_INPUT_BYTES = 200_000
/**
 * Children at a time. Each has 8 copies under way, which take some 50 ms: 20 come to the 3,500 a second that S3 takes below a
 * prefix. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
const CONCURRENCY = 20

const NAME = "$states.context.Execution.Name"

/**
 * Copies the objects of a list from a public bucket into the input bucket, as plain data, deployed and run as the workflow is. The
 * list is in the output bucket: an item reader lists the buckets of its own account only.
 *
 * A child that fails does not end it: what could not be copied is told at the end, and the next pull takes it up.
 */
export function pullDefinition({ copy, buckets, childType = "EXPRESS" }: PullTargets): Machine {
  return {
    Comment: "Mapfold: copies a public archive into the input bucket",
    QueryLanguage: "JSONata",
    StartAt: "Pull",
    States: {
      Pull: {
        Type: "Map",
        Label: "Pull",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSONL" },
          Arguments: { Bucket: buckets.output, Key: keyExpression(pullItemsKey, NAME) },
        },
        ItemBatcher: {
          MaxItemsPerBatch: BATCH_OBJECTS,
          MaxInputBytesPerBatch: BATCH_INPUT_BYTES,
          BatchInput: {
            run: expression(NAME),
            source: expression("$states.input.source"),
            target: buckets.input,
          },
        },
        MaxConcurrency: CONCURRENCY,
        ToleratedFailurePercentage: 100,
        ItemProcessor: copying(copy, childType),
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Arguments: { Bucket: buckets.output, Prefix: keyExpression(pullMapPrefix, NAME) },
          WriterConfig: { Transformation: "NONE", OutputType: "JSONL" },
        },
        End: true,
      },
    },
  }
}

/** What a child does with its batch. Answers `CopyOutput`. */
function copying(copy: string, ExecutionType: "EXPRESS" | "STANDARD"): ItemProcessor {
  return {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
    StartAt: "Copy",
    States: {
      Copy: {
        Type: "Task",
        Resource: INVOKE,
        Arguments: {
          FunctionName: copy,
          Payload: {
            BatchInput: expression("$states.input.BatchInput"),
            Items: expression("[$states.input.Items]"),
          },
        },
        TimeoutSeconds: COPY_SECONDS + STATE_GRACE_SECONDS,
        Retry: retryInvoke(),
        Output: expression("$states.result.Payload"),
        End: true,
      },
    },
  }
}
