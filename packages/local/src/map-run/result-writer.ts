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
      await put(options, Key, JSON.stringify(manifest))
      return { Bucket: options.bucket, Key }
    },
  }
}

type WrittenFile = { readonly Key: string; readonly Size: number }

/** `SUCCEEDED_0.json`, `SUCCEEDED_1.json`, … of one kind. */
function makeFiles(kind: ResultKind, options: WriterOptions) {
  const limit = options.maxFileBytes ?? MAX_FILE_BYTES
  const written: WrittenFile[] = []
  let entries: string[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    if (entries.length === 0) return
    const body = options.outputType === "JSONL" ? `${entries.join("\n")}\n` : `[${entries.join(",")}]`
    const Key = `${options.folder}/${kind}_${written.length}.json`
    entries = []
    length = 0
    // its place is taken before it is written: entries come in meanwhile
    const at = written.push({ Key, Size: 0 }) - 1
    written[at] = { Key, Size: await put(options, Key, body) }
  }
  return {
    add(entry: string): Promise<void> | undefined {
      entries.push(entry)
      length += entry.length
      return length >= limit ? flush() : undefined
    },
    async close(): Promise<readonly WrittenFile[]> {
      await flush()
      return written
    },
  }
}

async function put({ store, bucket }: WriterOptions, key: string, text: string): Promise<number> {
  const body = new TextEncoder().encode(text)
  try {
    await store.put(bucket, key, body, { contentType: "application/json" })
  } catch (error) {
    // the store's errors name the object themselves
    throw new StateFailed("States.ResultWriterFailed", error instanceof Error ? error.message : String(error))
  }
  return body.length
}
