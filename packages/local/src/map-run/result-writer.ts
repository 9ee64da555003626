import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { MapState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { evaluateAs, isText } from "../interpreter/evaluate.ts"
import type { Visit } from "../interpreter/thread.ts"

/** AWS begins a new file at 5 GB; here what is not written yet is in memory. */
const MAX_FILE_BYTES = 8 * 1024 * 1024

export const RESULT_KINDS = ["FAILED", "PENDING", "SUCCEEDED"] as const
export type ResultKind = (typeof RESULT_KINDS)[number]

/** What a map run with a ResultWriter answers, beside its ARN. */
export type WrittenResults = { readonly Bucket: string; readonly Key: string }

export type ResultWriter = {
  /** Adds a child's entry, which is JSON. Answers a promise where it has to be waited for. */
  add(kind: ResultKind, entry: string): Promise<void> | undefined
  /** Writes what is left, then the manifest, which names every file. */
  close(): Promise<WrittenResults>
}

export type WriterOptions = {
  readonly store: ObjectStore
  readonly bucket: string
  /** `<prefix>/<uuid>`, or the uuid alone. */
  readonly folder: string
  readonly mapRunArn: string
  readonly outputType: "JSON" | "JSONL"
  readonly maxFileBytes?: number
}

/** Evaluates the fields of the state's ResultWriter; writes nothing yet. */
export async function openWriter(
  visit: Visit<MapState>,
  uuid: string,
  mapRunArn: string,
): Promise<ResultWriter | undefined> {
  const fields = visit.state.ResultWriter
  if (fields?.Arguments === undefined) return undefined
  const text = (value: string, name: string) =>
    evaluateAs(visit, value, `ResultWriter/Arguments/${name}`, "string", isText)
  const prefix = await text(fields.Arguments.Prefix ?? "", "Prefix")
  return makeResultWriter({
    store: visit.thread.ports.store,
    bucket: await text(fields.Arguments.Bucket, "Bucket"),
    folder: prefix === "" ? uuid : `${prefix}/${uuid}`,
    mapRunArn,
    outputType: fields.WriterConfig?.OutputType ?? "JSON",
  })
}

/** Throws States.ResultWriterFailed where the store does. */
export function makeResultWriter(options: WriterOptions): ResultWriter {
  const files = {
    FAILED: makeFiles("FAILED", options),
    PENDING: makeFiles("PENDING", options),
    SUCCEEDED: makeFiles("SUCCEEDED", options),
  }
  return {
    add: (kind, entry) => files[kind].add(entry),
    async close() {
      const ResultFiles: Record<string, readonly WrittenFile[]> = {}
      for (const kind of RESULT_KINDS) ResultFiles[kind] = await files[kind].close()
      const Key = `${options.folder}/manifest.json`
      const manifest = { DestinationBucket: options.bucket, MapRunArn: options.mapRunArn, ResultFiles }
      await put(options, Key, new TextEncoder().encode(JSON.stringify(manifest)))
      return { Bucket: options.bucket, Key }
    },
  }
}

type WrittenFile = { readonly Key: string; readonly Size: number }

/** `SUCCEEDED_0.json`, `SUCCEEDED_1.json`, … of one kind. */
function makeFiles(kind: ResultKind, options: WriterOptions) {
  const limit = options.maxFileBytes ?? MAX_FILE_BYTES
  const isLines = options.outputType === "JSONL"
  const written: WrittenFile[] = []
  let file = makeText()
  /** What has been written leaves its room to what comes. */
  let spare: Text | undefined
  const flush = async (): Promise<void> => {
    if (file.length() === 0) return
    if (!isLines) file.add("]")
    // entries may come in while it is written
    const full = file
    file = spare ?? makeText()
    spare = undefined
    const Key = `${options.folder}/${kind}_${written.length}.json`
    written.push({ Key, Size: full.length() })
    await put(options, Key, full.bytes())
    full.clear()
    spare = full
  }
  return {
    add(entry: string): Promise<void> | undefined {
      file.add(isLines ? `${entry}\n` : `${file.length() === 0 ? "[" : ","}${entry}`)
      return file.length() >= limit ? flush() : undefined
    },
    async close(): Promise<readonly WrittenFile[]> {
      await flush()
      return written
    },
  }
}

/** Bytes that a text begins with. It doubles them when they are full, but for what no file needs. */
const FIRST_BYTES = 64 * 1024
const LAST_BYTES = MAX_FILE_BYTES + 1024 * 1024
/** Bytes that a UTF-16 unit takes in UTF-8, at most. */
const MAX_UNIT_BYTES = 3

/** A text that grows as UTF-8: thousands of entries are no strings that wait to be one. */
function makeText() {
  let buffer = Buffer.allocUnsafe(0)
  let length = 0
  return {
    /** Bytes so far. */
    length: () => length,
    add(text: string): void {
      const needed = length + text.length * MAX_UNIT_BYTES
      if (needed > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(
          Math.max(needed, FIRST_BYTES, Math.min(buffer.length * 2, LAST_BYTES)),
        )
        buffer.copy(larger, 0, 0, length)
        buffer = larger
      }
      length += buffer.write(text, length)
    },
    bytes: () => buffer.subarray(0, length),
    clear(): void {
      length = 0
    },
  }
}

type Text = ReturnType<typeof makeText>

async function put({ store, bucket }: WriterOptions, key: string, body: Uint8Array): Promise<void> {
  try {
    await store.put(bucket, key, body, { contentType: "application/json" })
  } catch (error) {
    // the store's errors name the object themselves
    throw new StateFailed("States.ResultWriterFailed", error instanceof Error ? error.message : String(error))
  }
}
