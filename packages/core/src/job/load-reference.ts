import { compileDecoder } from "../decode/compile-decoder.ts"
import { type Gunzip, maybeGunzip } from "../rows/gzip-source.ts"
import { makeReader } from "../rows/make-reader.ts"
import { BLOCK_ROWS } from "../rows/row-block.ts"
import { objectUri } from "../store/errors.ts"
import type { ObjectReader, ObjectStore } from "../store/object-store.ts"
import { makeRecordView } from "./record-view.ts"
import type { Reference } from "./reference.ts"

/** Larger than this, a reference is no small table: every worker holds it. Bytes, as stored. */
const MAX_REFERENCE_BYTES = 64 * 1024 * 1024

/** A reference object that is missing or broken: no record can be processed without it. */
export class ReferenceFailed extends Error {
  override readonly name = "ReferenceFailed"
  constructor(uri: string, what: string) {
    super(`reference object ${uri} ${what}`)
  }
}

/** Where a reference is read from; with `etag`, only if it still has that one. */
export type ReferenceSource = {
  readonly store: ObjectStore
  readonly bucket: string
  readonly gunzip: Gunzip
  readonly etag?: string
}

/** Reads a reference whole. A single record that breaks the schema is one too many: throws `ReferenceFailed`. */
export async function loadReference<Built>(
  reference: Reference<Built>,
  { store, bucket, gunzip, etag }: ReferenceSource,
): Promise<{ readonly built: Built; readonly etag: string }> {
  const uri = objectUri(bucket, reference.key)
  let object: ObjectReader
  try {
    object = await store.open(bucket, reference.key, etag === undefined ? {} : { ifMatch: etag })
  } catch (error) {
    throw new ReferenceFailed(uri, `cannot be read: ${(error as Error).message}`)
  }
  try {
    if (object.size > MAX_REFERENCE_BYTES) {
      throw new ReferenceFailed(uri, `has ${object.size} bytes; ${MAX_REFERENCE_BYTES} are the most`)
    }
    return { built: reference.build(await readRecords(reference, object, uri, gunzip)), etag: object.etag }
  } catch (error) {
    if (error instanceof ReferenceFailed) throw error
    throw new ReferenceFailed(uri, (error as Error).message)
  } finally {
    object.close()
  }
}

async function readRecords(reference: Reference, object: ObjectReader, uri: string, gunzip: Gunzip) {
  const decoder = compileDecoder(reference.record, BLOCK_ROWS)
  const reader = makeReader(reference.format, decoder.columns, decoder.optional)
  const view = makeRecordView(decoder.vectors)
  const records: Readonly<Record<string, unknown>>[] = []
  reader.open(maybeGunzip(object, reference.key, gunzip))
  for (let block = await reader.next(); block !== null; block = await reader.next()) {
    const { rows, length, rejected } = decoder.decode(block)
    const [first] = rejected
    if (first !== undefined) {
      const { column, value, message } = first.issue
      const subject = column === null ? "the record" : `${column} ${JSON.stringify(value)}`
      throw new ReferenceFailed(uri, `line ${block.lines[first.row]}: ${subject} ${message}`)
    }
    for (let index = 0; index < length; index++) {
      view.row = rows[index]!
      records.push({ ...view.record })
    }
  }
  return records
}
