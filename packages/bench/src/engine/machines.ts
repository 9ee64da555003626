/** What a child, or an iteration, does. */
export type Work = "pass" | "task"

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "answer", Payload: "{% $states.input %}" },
  End: true,
}

/** A Distributed Map with a child execution for every line of an object, and its results written beside it. */
export function distributedMap(work: Work): string {
  return JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSONL" },
          Arguments: { Bucket: "input", Key: "items.jsonl" },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          StartAt: "One",
          States: { One: work === "pass" ? { Type: "Pass", End: true } : TASK },
        },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Arguments: { Bucket: "output", Prefix: "results" },
          WriterConfig: { Transformation: "NONE", OutputType: "JSONL" },
        },
        End: true,
      },
    },
  })
}

/** The peer's: an inline Map over the input, in its own query language. */
export const INLINE_MAP = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: { StartAt: "One", States: { One: { Type: "Pass", End: true } } },
      End: true,
    },
  },
}

/** The items of both. */
export function makeItems(count: number, from = 0): { readonly n: number }[] {
  return Array.from({ length: count }, (_, at) => ({ n: from + at }))
}
