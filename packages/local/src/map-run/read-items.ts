import type { ItemReader } from "@mapfold/core/workflow/asl/map-fields"
import type { MapState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { COUNT, evaluateAs, evaluateOptional, isText } from "../interpreter/evaluate.ts"
import { itemsOf, STATE_DATA } from "../interpreter/inline-map.ts"
import type { Ports } from "../interpreter/ports.ts"
import type { Visit } from "../interpreter/thread.ts"
import { type ItemPage, objectItems, pageOf } from "./object-items.ts"

/** A map run's items, in pages. Throws States.ItemReaderFailed. */
export type ItemPages = AsyncIterable<ItemPage>

/** The items of a distributed Map without a reader: an array's elements, or an object's fields. */
export async function distributedItemsOf(visit: Visit<MapState>): Promise<ItemPage> {
  const { input, state } = visit
  if (state.Items === undefined)
    return pageOf(isArrayOrObject(input) ? input : await itemsOf(visit), STATE_DATA)
  return pageOf(await evaluateAs(visit, state.Items, "Items", "array", isArrayOrObject), STATE_DATA)
}

function isArrayOrObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

/** Evaluates the fields of the state's reader; reads nothing yet. */
export async function openReader(visit: Visit<MapState>): Promise<ItemPages> {
  const reader = visit.state.ItemReader!
  const limit = await evaluateOptional(
    visit,
    reader.ReaderConfig?.MaxItems,
    "ItemReader/ReaderConfig/MaxItems",
    COUNT,
  )
  const pages = await openPages(visit, reader)
  // 0 is no limit
  return failingByName(!limit ? pages : firstItems(pages, limit))
}

async function openPages(visit: Visit<MapState>, reader: ItemReader): Promise<ItemPages> {
  const { ports } = visit.thread
  const text = (value: string, name: string) =>
    evaluateAs(visit, value, `ItemReader/Arguments/${name}`, "string", isText)
  const bucket = await text(reader.Arguments.Bucket, "Bucket")
  if (reader.Resource === "arn:aws:states:::s3:listObjectsV2") {
    return listItems(ports, bucket, await text(reader.Arguments.Prefix ?? "", "Prefix"))
  }
  const key = await text(reader.Arguments.Key, "Key")
  return objectItems(ports, bucket, key, reader.ReaderConfig)
}

/** One item an object, spelt as Step Functions spells it: `Etag`, and the time in seconds. */
async function* listItems(ports: Pick<Ports, "store">, bucket: string, prefix: string): ItemPages {
  for await (const page of ports.store.list(bucket, { prefix })) {
    const items = page.map((object) => ({
      Etag: object.etag,
      Key: object.key,
      LastModified: Math.floor(object.lastModified / 1_000),
      Size: object.size,
      StorageClass: "STANDARD",
    }))
    yield pageOf(items, `S3://${bucket}`)
  }
}

export async function* onePage(page: ItemPage): ItemPages {
  yield page
}

async function* firstItems(pages: ItemPages, limit: number): ItemPages {
  let left = limit
  for await (const page of pages) {
    yield { ...page, items: page.items.slice(0, left) }
    left -= page.items.length
    if (left <= 0) return
  }
}

async function* failingByName(pages: ItemPages): ItemPages {
  try {
    yield* pages
  } catch (error) {
    if (error instanceof StateFailed || error instanceof Aborted) throw error
    throw new StateFailed("States.ItemReaderFailed", error instanceof Error ? error.message : String(error))
  }
}
