import * as z from "zod"
import { MAX_PAYLOAD_BYTES } from "../../run/settings.ts"
import { Literal, Template, Text, wholeNumber } from "./template.ts"

/** The largest number of items of a Map Run. */
const MAX_ITEMS = 100_000_000

/** 0 is no limit, as in the fields of the batcher. */
const MaxItems = wholeNumber(0, MAX_ITEMS)

/** https://datatracker.ietf.org/doc/html/rfc6901#section-3 */
const POINTER = /^(\/([^~/]|~[01])*)*$/

/** Readers that AWS has and the embedded engine has not: refused by name. */
const UNSUPPORTED_INPUT: Readonly<Record<string, string>> = {
  PARQUET: "Parquet objects are not read: convert them to CSV or JSON Lines",
  MANIFEST: "manifests of S3 Inventory or Athena are not read: list the keys in a JSON Lines object",
}

/** One item an object, in the order of the keys: `{Etag, Key, LastModified, Size, StorageClass}`. */
const ListReader = z.strictObject({
  Resource: z.literal("arn:aws:states:::s3:listObjectsV2"),
  Arguments: z.strictObject({ Bucket: Text, Prefix: Text.optional() }),
  ReaderConfig: z
    .strictObject({
      /** AWS can read the objects listed too: here each is read by the child that it is handed to. */
      Transformation: z
        .literal("NONE", "is supported as NONE only: let the child that is handed an object read it")
        .optional(),
      MaxItems: MaxItems.optional(),
    })
    .optional(),
})
export type ListReader = z.infer<typeof ListReader>

const ObjectConfig = z.discriminatedUnion(
  "InputType",
  [
    z.strictObject({
      InputType: z.literal("JSON"),
      ItemsPointer: Literal.regex(POINTER, "is no JSON Pointer, such as /data/items").optional(),
      MaxItems: MaxItems.optional(),
    }),
    z.strictObject({ InputType: z.literal("JSONL"), MaxItems: MaxItems.optional() }),
    z
      .strictObject({
        InputType: z.literal("CSV"),
        CSVHeaderLocation: z.enum(["FIRST_ROW", "GIVEN"]),
        CSVHeaders: z.array(Literal).min(1).optional(),
        CSVDelimiter: z.enum(["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]).optional(),
        MaxItems: MaxItems.optional(),
      })
      .refine(
        (config) => (config.CSVHeaderLocation === "GIVEN") === (config.CSVHeaders !== undefined),
        "CSVHeaders goes with CSVHeaderLocation GIVEN, and only with it",
      ),
  ],
  {
    error: ({ input }) => {
      const type = (input as { InputType?: unknown } | null | undefined)?.InputType
      const known = typeof type === "string" && Object.hasOwn(UNSUPPORTED_INPUT, type)
      return known ? UNSUPPORTED_INPUT[type] : "must be JSON, JSONL or CSV"
    },
  },
)

/** The items are what lies in one object. */
const ObjectReader = z.strictObject({
  Resource: z.literal("arn:aws:states:::s3:getObject"),
  Arguments: z.strictObject({ Bucket: Text, Key: Text }),
  ReaderConfig: ObjectConfig,
})
export type ObjectReader = z.infer<typeof ObjectReader>

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const ItemReader = z.discriminatedUnion("Resource", [ListReader, ObjectReader])
export type ItemReader = z.infer<typeof ItemReader>

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export const ItemBatcher = z
  .strictObject({
    MaxItemsPerBatch: wholeNumber(0, MAX_ITEMS).optional(),
    MaxInputBytesPerBatch: wholeNumber(0, MAX_PAYLOAD_BYTES).optional(),
    BatchInput: Template.optional(),
  })
  .refine(
    (batcher) => batcher.MaxItemsPerBatch !== undefined || batcher.MaxInputBytesPerBatch !== undefined,
    "needs MaxItemsPerBatch or MaxInputBytesPerBatch",
  )
export type ItemBatcher = z.infer<typeof ItemBatcher>

/** NONE keeps a child's metadata beside its output, COMPACT its output alone, FLATTEN takes arrays apart. */
const WriterConfig = z.strictObject({
  Transformation: z.enum(["NONE", "COMPACT", "FLATTEN"]),
  OutputType: z.enum(["JSON", "JSONL"]),
})

/**
 * Where the children's results go: to a bucket, or with WriterConfig alone into the state's own result.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export const ResultWriter = z
  .strictObject({
    Resource: z.literal("arn:aws:states:::s3:putObject").optional(),
    Arguments: z.strictObject({ Bucket: Text, Prefix: Text.optional() }).optional(),
    WriterConfig: WriterConfig.optional(),
  })
  .refine(
    ({ Resource, Arguments }) => (Resource === undefined) === (Arguments === undefined),
    "needs Resource and Arguments together",
  )
  .refine(
    ({ Resource, WriterConfig }) => Resource !== undefined || WriterConfig !== undefined,
    "needs Resource and Arguments, or WriterConfig, or all three",
  )
export type ResultWriter = z.infer<typeof ResultWriter>

export const ProcessorConfig = z.discriminatedUnion("Mode", [
  z.strictObject({ Mode: z.literal("INLINE") }),
  z.strictObject({ Mode: z.literal("DISTRIBUTED"), ExecutionType: z.enum(["EXPRESS", "STANDARD"]) }),
])
