import { readObject } from "@mapfold/core/store/read-object"
import type { ObjectReader } from "@mapfold/core/workflow/asl/map-fields"
import { StateFailed } from "../errors.ts"
import type { Ports } from "../interpreter/ports.ts"
import { csvItems } from "./csv-items.ts"

/** Bytes of an object that holds items: some five million lines; it is read at once. */
const MAX_BYTES = 512 * 1024 * 1024

/** Items of a page: those that wait to be batched are in memory. */
const PAGE = 1_000

/** Items that were read at a stretch. */
export type ItemPage = {
  readonly items: readonly unknown[]
  /** Whether each is a field of one JSON object: `{Key, Value}`. */
  readonly areFields: boolean
  /** Where they come from, as `$states.context.Map.Item.Source` says it: `STATE_DATA` is the state's own input. */
  readonly source: string
}

/** An array's elements, or an object's fields, each an item of its own. */
export function pageOf(value: object, source: string): ItemPage {
  if (Array.isArray(value)) return { items: value, areFields: false, source }
  const items = Object.entries(value).map(([Key, Value]) => ({ Key, Value }))
  return { items, areFields: true, source }
}

/** The items that one object holds, in pages. Throws States.ItemReaderFailed. */
export async function* objectItems(
  ports: Pick<Ports, "store">,
  bucket: string,
  key: string,
  config: ObjectReader["ReaderConfig"],
): AsyncGenerator<ItemPage, void, void> {
  const text = await readText(ports, bucket, key)
  const where = `s3://${bucket}/${key}`
  const source = `S3://${bucket}/${key}`
  if (config.InputType === "JSON") return yield pageOf(jsonItems(text, config.ItemsPointer, where), source)
  const items = config.InputType === "CSV" ? csvItems(text, config) : lineItems(text, where)
  for (const page of pagesOf(items)) yield pageOf(page, source)
}

async function readText({ store }: Pick<Ports, "store">, bucket: string, key: string): Promise<string> {
  const { bytes } = await readObject(store, bucket, key, MAX_BYTES)
  return new TextDecoder().decode(bytes)
}

function* pagesOf(items: Iterable<unknown>): Generator<unknown[], void, void> {
  let page: unknown[] = []
  for (const item of items) {
    page.push(item)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

function* lineItems(text: string, where: string): Generator<unknown, void, void> {
  let number = 0
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start)
    const line = text.slice(start, end === -1 ? text.length : end).trim()
    start = end === -1 ? text.length : end + 1
    number++
    if (line !== "") yield parse(line, `${where} line ${number}`)
  }
}

function jsonItems(text: string, pointer: string | undefined, where: string): object {
  const value = follow(parse(text, where), pointer ?? "")
  if (typeof value === "object" && value !== null) return value
  throw new StateFailed("States.ItemReaderFailed", "Attempting to map over non-iterable node.")
}

/** A JSON Pointer: RFC 6901. */
function follow(value: unknown, pointer: string): unknown {
  let found = value
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~")
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StateFailed("States.ItemReaderFailed", `${where} is no JSON: ${(error as Error).message}`)
  }
}
