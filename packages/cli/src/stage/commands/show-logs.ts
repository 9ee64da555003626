import { BatchFile, Failure, Reject } from "@mapfold/core/batch/batch-file"
import { batchKey, runPrefix } from "@mapfold/core/run/layout"
import type { LogLine } from "@mapfold/core/status/log-view"
import { ObjectNotFound } from "@mapfold/core/store/errors"
import { readObject } from "@mapfold/core/store/read-object"
import * as z from "zod"
import { describeFindings } from "../../show/findings.ts"
import { renderLine, type ShownLine } from "../../show/shown-line.ts"
import { readJsonLines } from "../read-json-lines.ts"
import { type Stage, withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

export type LogsOptions = StageOptions & {
  readonly json?: boolean
  readonly batch?: string
  readonly object?: string
}

/** Lines asked for at once. */
const PAGE = 1_000
/** Lines that findings are held against. */
const REMEMBERED = 1_000
/** How the ids of batches, which are hashes, may begin; children have UUIDs. */
const ID = /^[0-9a-f]{4,64}$/
const ID_LENGTH = 64

/** `mapfold logs --stage`: the lines of CloudWatch, then what batches say of their objects where some are asked for. */
export function showLogs(run: string, options: LogsOptions): Promise<void> {
  return withStage(options, async (stage) => {
    const { object } = options
    const batch = options.batch === undefined ? undefined : await completeId(stage, run, options.batch)
    const told: string[] = []
    let shown = 0
    const show = (line: ShownLine) => {
      shown += 1
      process.stdout.write(renderLine(line, { json: options.json === true }))
    }
    for await (const line of readLines(stage, run, { batch, object })) {
      show(line)
      if (told.length < REMEMBERED) told.push(line.text)
    }
    for await (const line of readFindings(stage, run, { batch, object })) if (!isTold(line, told)) show(line)
    if (shown === 0) process.stderr.write(`mapfold: ${describeSilence(run, { batch, object })}\n`)
  })
}

/** Lines take some seconds to reach CloudWatch, and of an object that was processed well there are none. */
function describeSilence(run: string, { batch, object }: Asked): string {
  const of = [run, batch && `batch "${batch}"`, object && `object "${object}"`].filter(Boolean).join(", ")
  return `nothing was logged of ${of}: an object that did well has no lines of its own, and new ones take a while`
}

type Asked = { readonly batch: string | undefined; readonly object: string | undefined }

async function* readLines({ runs }: Stage, run: string, { batch, object }: Asked): AsyncGenerator<ShownLine> {
  const filter = { ...(batch !== undefined && { batch }), ...(object !== undefined && { object }) }
  let after: string | undefined
  do {
    const page = await runs.logs(run, filter, { after, count: PAGE })
    yield* page.lines.map(toShown)
    after = page.next ?? undefined
  } while (after !== undefined)
}

/** Whether a line of the log says the same: handlers print what fails, and of very much that does, the first. */
function isTold({ text }: ShownLine, told: readonly string[]): boolean {
  const withoutKey = text.slice(text.indexOf(" ") + 1)
  return told.some((line) => line.includes(withoutKey))
}

function toShown({ time, level, source, child, batch, text }: LogLine): ShownLine {
  const batches = batch === null ? [] : [batch]
  return { time, level, child, batches, text: source === "workflow" ? text : `${source}: ${text}` }
}

/** The id of the one batch of the run that begins so; as it was given where it is no such beginning. */
async function completeId({ store }: Stage, run: string, batch: string): Promise<string> {
  if (!ID.test(batch) || batch.length === ID_LENGTH) return batch
  const folder = `${runPrefix(run)}batches/`
  for await (const page of store.list("output", { prefix: `${folder}${batch}` })) {
    const ids = new Set(page.map(({ key }) => key.slice(folder.length, folder.length + ID_LENGTH)))
    const [id] = ids
    if (ids.size === 1 && id !== undefined) return id
  }
  return batch
}

async function* readFindings(stage: Stage, run: string, { batch, object }: Asked): AsyncGenerator<ShownLine> {
  if (batch !== undefined) yield* await findingsOf(stage, run, batch, object)
  else if (object !== undefined) yield* findingsIn(stage, run, object)
}

/** What a child, or a batch by its id, says of its objects. */
async function findingsOf(
  stage: Stage,
  run: string,
  batch: string,
  object: string | undefined,
): Promise<ShownLine[]> {
  if (ID.test(batch) && batch.length === ID_LENGTH) {
    const file = await readBatchFile(stage, run, batch)
    const found = { failures: file?.failures ?? [], rejects: file?.rejects.examples ?? [] }
    return describeFindings(found, { child: null, batches: [batch] }, object)
  }
  const { failures, rejects, attempts } = await stage.runs.batch(run, batch)
  const of = { child: batch, batches: attempts.map((attempt) => attempt.batch) }
  return describeFindings({ failures, rejects: rejects.examples }, of, object)
}

async function readBatchFile({ store }: Stage, run: string, batch: string): Promise<BatchFile | null> {
  try {
    const { bytes } = await readObject(store, "output", batchKey(run, batch))
    return BatchFile.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (error) {
    if (error instanceof ObjectNotFound) return null
    throw error
  }
}

/** A line of `failures.jsonl`. */
const Found = z.union([
  z.looseObject({ kind: z.literal("object"), ...Failure.shape }),
  z.looseObject({ kind: z.literal("record"), ...Reject.shape }),
])

/** What all batches say of one object. */
async function* findingsIn({ runs }: Stage, run: string, object: string): AsyncGenerator<ShownLine> {
  const { body } = await runs.download(run, "failures.jsonl")
  for await (const value of readJsonLines(body)) {
    const found = Found.safeParse(value).data
    if (found?.key !== object) continue
    const of = { child: null, batches: [] }
    yield* found.kind === "object"
      ? describeFindings({ failures: [found], rejects: [] }, of, object)
      : describeFindings({ failures: [], rejects: [found] }, of, object)
  }
}
