import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import type { Item } from "@mapfold/core/workflow/payloads"
import {
  CopyInput,
  type CopyOutput,
  MESSAGE_LENGTH,
  type PullSource,
} from "@mapfold/core/workflow/pull-payloads"
import type { Log } from "./log.ts"
import type { InvocationContext } from "./process.ts"
import { CopyRefused, type CopyWithin } from "./pull/copy-within.ts"
import { readWhole } from "./pull/read-whole.ts"

export type CopyPorts = {
  /** The input bucket's. */
  readonly target: ObjectStore
  /** Reads public buckets of a Region, unsigned. */
  readonly openSource: (region: string) => ObjectStore
  readonly copyWithin: CopyWithin
  readonly log?: Log
}

/** Copies under way: with 20 children at a time, what S3 takes below a prefix; and 8 objects of 64 MiB fit into memory. */
const AT_A_TIME = 8
/** Milliseconds: with so little time left no further object is begun, so that those under way can end. */
const STOP_WITH_LEFT = 30_000
/** A call that was given less than two minutes keeps this part of them. */
const STOP_WITH_PART = 1 / 4

type Outcome = { readonly etag: string } | { readonly error: string; readonly message: string }

/**
 * Copies the objects of a batch from a public bucket into the input bucket: within S3 where that takes it, else read unsigned
 * and put. An object that fails is told of and left out; one that its time is not enough for is failed as `NotReached`.
 */
export function makeCopy({ target, openSource, copyWithin, log }: CopyPorts) {
  // Where copies are refused and the objects can be had all the same, a copy is tried no more.
  const refusing = new Set<string>()

  async function readAndPut(
    { source, target: bucket }: CopyInput["BatchInput"],
    item: Item,
  ): Promise<Outcome> {
    const place = { store: openSource(source.region), bucket: source.bucket }
    const read = await readWhole(place, { key: item.Key, size: item.Size, etag: item.Etag })
    return "error" in read ? read : target.put(bucket, item.Key, read.bytes)
  }

  async function copyOne(input: CopyInput["BatchInput"], item: Item): Promise<Outcome> {
    const name = nameOf(input.source)
    if (refusing.has(name)) return readAndPut(input, item)
    const { source, target } = input
    try {
      return await copyWithin({ source: source.bucket, target, key: item.Key, etag: item.Etag })
    } catch (error) {
      if (!(error instanceof CopyRefused)) throw error
      const outcome = await readAndPut(input, item)
      if (!("error" in outcome) && !refusing.has(name)) {
        refusing.add(name)
        log?.warn("objects are read and put, since copies are refused", {
          run: input.run,
          object: item.Key,
          error: { name: error.name, message: error.message },
        })
      }
      return outcome
    }
  }

  return async function copy(event: unknown, context: InvocationContext): Promise<CopyOutput> {
    const { BatchInput, Items } = CopyInput.parse(event)
    const margin = Math.min(STOP_WITH_LEFT, context.getRemainingTimeInMillis() * STOP_WITH_PART)
    const outcomes = readAhead(Items, AT_A_TIME, async (item): Promise<Outcome> => {
      if (context.getRemainingTimeInMillis() <= margin) return NOT_REACHED
      return copyOne(BatchInput, item).catch(toFailure)
    })
    const output = await collect(Items, outcomes)
    if (log !== undefined) logCopies(log, BatchInput.run, Items, output)
    return output
  }
}

const NOT_REACHED = { error: "NotReached", message: "was not reached in the time of its batch: pull again" }

function nameOf({ bucket, region }: PullSource): string {
  return `${region}/${bucket}`
}

function toFailure(error: unknown): Outcome {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { error: name, message }
}

async function collect(items: readonly Item[], outcomes: AsyncIterable<Outcome>): Promise<CopyOutput> {
  const failed: CopyOutput["failed"] = []
  const etags: CopyOutput["etags"] = []
  let [index, bytes] = [0, 0]
  for await (const outcome of outcomes) {
    const { Size, Etag } = items[index]!
    if ("error" in outcome) failed.push({ index, error: outcome.error, message: shorten(outcome.message) })
    else {
      bytes += Size
      if (outcome.etag !== Etag) etags.push({ index, etag: outcome.etag })
    }
    index++
  }
  return { copied: items.length - failed.length, bytes, failed, etags }
}

function shorten(message: string): string {
  return message.length <= MESSAGE_LENGTH ? message : `${message.slice(0, MESSAGE_LENGTH - 1)}…`
}

function logCopies(
  log: Log,
  run: string,
  items: readonly Item[],
  { copied, bytes, failed }: CopyOutput,
): void {
  for (const { index, error: name, message } of failed)
    log.error("object not copied", { run, object: items[index]!.Key, error: { name, message } })
  log.info("batch copied", { run, objects: items.length, copied, failed: failed.length, bytes })
}
