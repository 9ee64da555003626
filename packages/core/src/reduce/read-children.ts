import * as z from "zod"
import { objectUri } from "../store/errors.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import { InvalidMapResults } from "./errors.ts"
import { readJsonObjects } from "./json-objects.ts"
import { ENTRY_STATES, KeptManifest, MapManifest, SucceededEntry, UnfinishedEntry } from "./map-results.ts"

/** Input and output of at most 256 KiB each, as JSON in a JSON string, where a character can become six (`\u001f`). */
const MAX_ENTRY_BYTES = 4 * 1024 * 1024

/** Where an object lies, in S3's spelling. */
export type Place = { readonly Bucket: string; readonly Key: string }

/** A child execution of the map run. */
export type Child =
  | { readonly state: "SUCCEEDED"; readonly entry: SucceededEntry }
  | { readonly state: "FAILED" | "PENDING"; readonly entry: UnfinishedEntry }

/**
 * Reads what became of every child, from the files that the manifest names and no others: a listing could show what another
 * attempt has left behind. Throws `InvalidMapResults` where a file is not what ResultWriter writes.
 */
export async function* readChildren(store: ObjectStore, manifest: Place): AsyncGenerator<Child> {
  yield* readChildrenOf(store, manifest.Bucket, await readManifest(store, manifest, MapManifest))
}

/** As `readChildren`, of a manifest that has been read. */
export async function* readChildrenOf(
  store: ObjectStore,
  bucket: string,
  { ResultFiles }: MapManifest,
): AsyncGenerator<Child> {
  for (const state of ENTRY_STATES) {
    for (const { Key } of ResultFiles[state]) {
      for await (const value of readEntries(store, bucket, Key)) {
        const where = objectUri(bucket, Key)
        yield state === "SUCCEEDED"
          ? { state, entry: parseResult(SucceededEntry, value, where) }
          : { state, entry: parseResult(UnfinishedEntry, value, where) }
      }
    }
  }
}

/** The manifest of children that are kept from another run. Throws `ObjectNotFound`, `InvalidMapResults`. */
export function readKeptManifest(store: ObjectStore, manifest: Place): Promise<KeptManifest> {
  return readManifest(store, manifest, KeptManifest)
}

/** A manifest of ResultWriter's own kind. Throws `ObjectNotFound`, `InvalidMapResults`. */
export async function readManifest<Schema extends z.ZodType>(
  store: ObjectStore,
  { Bucket, Key }: Place,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { bytes } = await readObject(store, Bucket, Key)
  const where = objectUri(Bucket, Key)
  try {
    return parseResult(schema, JSON.parse(new TextDecoder().decode(bytes)), where)
  } catch (error) {
    throw error instanceof SyntaxError ? invalid(where, error.message) : error
  }
}

/** The entries of a result file, as they are. Throws `InvalidMapResults` where it has anything else. */
export async function* readEntries(store: ObjectStore, bucket: string, key: string): AsyncGenerator<object> {
  const reader = await store.open(bucket, key)
  try {
    yield* readJsonObjects(reader, MAX_ENTRY_BYTES)
  } catch (error) {
    throw error instanceof SyntaxError ? invalid(objectUri(bucket, key), error.message) : error
  } finally {
    reader.close()
  }
}

/** What an entry, or a manifest, must be; `where` is the file's address. Throws `InvalidMapResults`. */
export function parseResult<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(where, z.prettifyError(parsed.error))
}

function invalid(where: string, why: string): InvalidMapResults {
  return new InvalidMapResults(`${where} is not what the map run writes: ${why}`)
}
