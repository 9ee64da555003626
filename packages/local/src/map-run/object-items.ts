import { readObject } from "@mapfold/core/store/read-object"
import type { ObjectReader } from "@mapfold/core/workflow/asl/map-fields"
import { StateFailed } from "../errors.ts"
import type { Ports } from "../interpreter/ports.ts"
import { csvItems } from "./csv-items.ts"

/** Bytes of an object that holds items: some five million lines; it is read at once. */
const MAX_BYTES = 512 * 1024 * 1024

/** The items that one object holds. Throws States.ItemReaderFailed. */
export async function objectItems(
  ports: Pick<Ports, "store">,
  bucket: string,
  key: string,
  config: ObjectReader["ReaderConfig"],
): Promise<unknown[]> {
  const { bytes } = await readObject(ports.store, bucket, key, MAX_BYTES)
  const text = new TextDecoder().decode(bytes)
  if (config.InputType === "CSV") return csvItems(text, config)
  if (config.InputType === "JSON") return jsonItems(text, config.ItemsPointer, `s3://${bucket}/${key}`)
  return text
    .split("\n")
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== "")
    .map(({ line, number }) => parse(line, `s3://${bucket}/${key} line ${number}`))
}

function jsonItems(text: string, pointer: string | undefined, where: string): unknown[] {
  const value = follow(parse(text, where), pointer ?? "")
  if (Array.isArray(value)) return value
  if (typeof value === "object" && value !== null) {
    return fieldItems(value)
  }
  throw new StateFailed("States.ItemReaderFailed", "Attempting to map over non-iterable node.")
}

/** An object's fields, each an item of its own. */
export function fieldItems(value: object): unknown[] {
  return Object.entries(value).map(([Key, Value]) => ({ Key, Value }))
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
