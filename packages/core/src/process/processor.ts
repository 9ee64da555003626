import type { Failure, Reject } from "../batch/batch-file.ts"
import { makeCsvReader } from "../csv/csv-reader.ts"
import { compileDecoder, type DecodedBlock, type Decoder } from "../decode/compile-decoder.ts"
import type { Format, Job } from "../job/job.ts"
import { makeJsonReader } from "../json/json-reader.ts"
import { BLOCK_ROWS, type RowBlock } from "../rows/row-block.ts"
import type { RowReader } from "../rows/row-reader.ts"
import type { MaybePromise, ObjectReader } from "../store/object-store.ts"
import { makeTallyBuilder, type TallyBuilder } from "../tally/tally-builder.ts"
import type { TallyFile } from "../tally/tally-file.ts"
import type { RecordCounts } from "../workflow/payloads.ts"
import { makeRejectLog, type RejectLog } from "./reject-log.ts"

/** What one object came to. */
export type ObjectOutcome =
  | { readonly status: "processed"; readonly records: RecordCounts; readonly bytes: number }
  | { readonly status: "failed"; readonly failure: Failure }

/** Processes the objects of one batch, one after another, into one tally. */
export type BatchProcessor = {
  /** Reads the object to its end and closes it. An object that fails leaves no trace but its failure. */
  processObject(key: string, object: ObjectReader): MaybePromise<ObjectOutcome>
  rejects(): {
    readonly all: readonly Reject[]
    readonly objects: number
    readonly byRule: Record<string, number>
  }
  tally(): TallyFile
}

/** Everything that processing a job needs and that one batch can hand to the next: its memory, above all. */
export type Processor = {
  startBatch(params: Readonly<Record<string, unknown>>): BatchProcessor
}

/** One for each job and worker; batches must not overlap. */
export function makeProcessor(job: Job): Processor {
  const decoder = compileDecoder(job.record, BLOCK_ROWS)
  const reader = makeReader(job.format, decoder.columns)
  return {
    startBatch: (params) => {
      const builder = makeTallyBuilder(job, decoder.vectors, BLOCK_ROWS, params)
      return startBatch(reader, decoder, builder)
    },
  }
}

function makeReader(format: Format, columns: readonly string[]): RowReader {
  if (format.kind === "csv") return makeCsvReader(columns, format.delimiter)
  return makeJsonReader(columns, format.kind === "json" ? "document" : "lines")
}

function startBatch(reader: RowReader, decoder: Decoder, tally: TallyBuilder): BatchProcessor {
  const rejects = makeRejectLog()

  function processObject(key: string, object: ObjectReader): MaybePromise<ObjectOutcome> {
    const pass = makePass(key, object, reader, decoder, tally, rejects)
    return pass.run()
  }

  return { processObject, rejects: () => rejects.summary(), tally: () => tally.toFile() }
}

/**
 * One object's way through reader, decoder and tally. Its records go straight into the tally where its first block is
 * also its last (the object is then known to be sound); else they wait until its end has been seen.
 */
function makePass(
  key: string,
  object: ObjectReader,
  reader: RowReader,
  decoder: Decoder,
  tally: TallyBuilder,
  rejects: RejectLog,
) {
  const counts = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
  let bytes = 0
  let isFirst = true
  const source = {
    read(into: Uint8Array): MaybePromise<number> {
      const count = object.read(into)
      if (typeof count !== "number") return count.then(tell)
      return tell(count)
    },
  }

  function tell(count: number): number {
    bytes += count
    return count
  }

  function run(): MaybePromise<ObjectOutcome> {
    try {
      reader.open(source)
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
      if (block instanceof Promise) {
        return block.then((later) => {
          if (later === null) return succeed()
          add(later)
          return advance()
        })
      }
      if (block === null) return succeed()
      add(block)
    }
  }

  function add(block: RowBlock): void {
    const decoded = decoder.decode(block)
    if (decoded.rejected.length > 0) keepRejects(block, decoded)
    const { kept, filtered } = tally.add(decoded.rows, decoded.length, isFirst && reader.isDone())
    counts.rows += block.count
    counts.kept += kept
    counts.filtered += filtered
    counts.rejected += decoded.rejected.length
    isFirst = false
  }

  function keepRejects(block: RowBlock, { rejected }: DecodedBlock): void {
    for (const { row, issue } of rejected)
      rejects.add({ key, line: block.lines[row]!, raw: block.raw(row), ...issue })
  }

  function succeed(): ObjectOutcome {
    tally.commit()
    rejects.commit()
    return { status: "processed", records: counts, bytes }
  }

  function fail(error: unknown): ObjectOutcome {
    tally.rollBack()
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
