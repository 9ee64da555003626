import type { Failure } from "../batch/batch-file.ts"
import { compileDecoder, type DecodedBlock, type Decoder } from "../decode/compile-decoder.ts"
import { ObjectError } from "../errors.ts"
import { JobFailedOnObject } from "../job/errors.ts"
import type { Job } from "../job/job.ts"
import { type Gunzip, maybeGunzip } from "../rows/gzip-source.ts"
import { makeReader } from "../rows/make-reader.ts"
import { BLOCK_ROWS, type RowBlock } from "../rows/row-block.ts"
import type { ByteSource, RowReader } from "../rows/row-reader.ts"
import type { MaybePromise, ObjectReader } from "../store/object-store.ts"
import { makeTallyBuilder, type TallyBuilder } from "../tally/tally-builder.ts"
import type { TallyFile } from "../tally/tally-file.ts"
import type { RecordCounts } from "../workflow/payloads.ts"
import { type MissingCounter, makeMissingCounter } from "./missing-counter.ts"
import { makeRejectLog, type RejectLog } from "./reject-log.ts"

/** What one object came to. */
export type ObjectOutcome =
  | { readonly status: "processed"; readonly records: RecordCounts; readonly bytes: number }
  | { readonly status: "failed"; readonly failure: Failure }

/** Processes the objects of one batch, one after another, into one tally. */
export type BatchProcessor = {
  /** Reads the object to its end and closes it. An object that fails leaves no trace but its failure. */
  processObject(key: string, object: ObjectReader): MaybePromise<ObjectOutcome>
  readonly rejects: Pick<RejectLog, "isFull" | "take" | "summary">
  /** Values missing in the records, by column. */
  missing(): Record<string, number>
  tally(): TallyFile
}

/** Everything that processing a job needs and that one batch can hand to the next: its memory, above all. */
export type Processor = {
  /** `references` are what those of the job were built into, by name. */
  startBatch(
    params: Readonly<Record<string, unknown>>,
    references?: Readonly<Record<string, unknown>>,
  ): BatchProcessor
}

/** What all objects of a batch go through. */
type Line = {
  readonly reader: RowReader
  readonly decoder: Decoder
  readonly tally: TallyBuilder
  readonly rejects: RejectLog
  readonly missing: MissingCounter
  readonly gunzip: Gunzip
}

/** One for each job and worker; batches must not overlap. */
export function makeProcessor(job: Job, gunzip: Gunzip): Processor {
  const decoder = compileDecoder(job.record, BLOCK_ROWS)
  const reader = makeReader(job.format, decoder.columns, decoder.optional)
  return {
    startBatch: (params, references = {}) => {
      const tally = makeTallyBuilder(job, decoder.vectors, BLOCK_ROWS, params, references)
      const rejects = makeRejectLog()
      const missing = makeMissingCounter(job.record, decoder.vectors)
      const line: Line = { reader, decoder, tally, rejects, missing, gunzip }
      return {
        processObject: (key, object) => makePass(key, object, line).run(),
        rejects,
        missing: () => missing.counts(),
        tally: () => tally.toFile(),
      }
    },
  }
}

/**
 * One object's way through reader, decoder and tally. Its records go straight into the tally where its first block is
 * also its last (the object is then known to be sound); else they wait until its end has been seen.
 */
function makePass(
  key: string,
  object: ObjectReader,
  { reader, decoder, tally, rejects, missing, gunzip }: Line,
) {
  const counts = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
  let bytes = 0
  let isFirst = true
  const source: ByteSource = {
    read(into) {
      const count = object.read(into)
      return typeof count === "number" ? tell(count) : count.then(tell)
    },
  }

  function tell(count: number): number {
    bytes += count
    return count
  }

  function run(): MaybePromise<ObjectOutcome> {
    try {
      reader.open(maybeGunzip(source, key, gunzip))
      const outcome = advance()
      if (!(outcome instanceof Promise)) return end(outcome)
      return outcome.then(end, (error) => end(fail(error)))
    } catch (error) {
      return end(fail(error))
    }
  }

  function advance(): MaybePromise<ObjectOutcome> {
    while (true) {
      const block = reader.next()
      if (block instanceof Promise) return advanceLater(block)
      if (block === null) return succeed()
      add(block)
    }
  }

  async function advanceLater(next: Promise<RowBlock | null>): Promise<ObjectOutcome> {
    for (let block = await next; block !== null; block = await reader.next()) add(block)
    return succeed()
  }

  function add(block: RowBlock): void {
    try {
      addRows(block)
    } catch (error) {
      if (error instanceof ObjectError) throw error
      throw new JobFailedOnObject([block.lines[0]!, block.lines[block.count - 1]!], error)
    }
  }

  function addRows(block: RowBlock): void {
    const decoded = decoder.decode(block)
    if (decoded.rejected.length > 0) keepRejects(block, decoded)
    missing.add(decoded.rows, decoded.length)
    const { kept, filtered } = tally.add(decoded.rows, decoded.length, isFirst && reader.isDone())
    counts.rows += block.count
    counts.kept += kept
    counts.filtered += filtered
    counts.rejected += decoded.rejected.length
    isFirst = false
  }

  function keepRejects(block: RowBlock, { rejected }: DecodedBlock): void {
    for (const { row, issue } of rejected) {
      const column = issue.column && block.path(row, issue.column)
      rejects.add({ key, line: block.lines[row]!, ...issue, column, raw: block.raw(row) })
    }
  }

  function succeed(): ObjectOutcome {
    tally.commit()
    missing.commit()
    rejects.commit()
    return { status: "processed", records: counts, bytes }
  }

  function fail(error: unknown): ObjectOutcome {
    tally.rollBack()
    missing.rollBack()
    rejects.rollBack()
    return { status: "failed", failure: toFailure(key, error) }
  }

  function end(outcome: ObjectOutcome): ObjectOutcome {
    object.close()
    return outcome
  }

  return { run }
}

/** An object's failure, in the words of the error that it threw. */
export function toFailure(key: string, error: unknown): Failure {
  if (!(error instanceof Error)) return { key, error: "Error", message: String(error) }
  return { key, error: error.name, message: error.message }
}
