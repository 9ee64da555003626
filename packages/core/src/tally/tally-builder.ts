import { columnOf } from "../columns/column.ts"
import { type DerivationSource, deriveCode, deriveValue } from "../job/derive.ts"
import type { Job } from "../job/job.ts"
import { makeRecordView } from "../job/record-view.ts"
import type { Accumulator, Scales } from "../measures/measure.ts"
import type { Vector } from "../vectors/vector.ts"
import { makeGrouping } from "./grouping.ts"
import { TALLY_FORMAT, type TallyFile } from "./tally-file.ts"

/** How many of some records went where. */
export type Added = { readonly kept: number; readonly filtered: number }

/** Builds the tally of a batch from blocks of decoded records. */
export type TallyBuilder = {
  /**
   * Adds records of an object that is sound to its end (`isSound`), or of one that may yet turn out not to be: those
   * count only from `commit` on, and `rollBack` forgets them.
   */
  add(rows: Int32Array, length: number, isSound: boolean): Added
  commit(): void
  rollBack(): void
  toFile(): TallyFile
}

export function makeTallyBuilder(
  job: Job,
  recordVectors: Readonly<Record<string, Vector>>,
  capacity: number,
  params: Readonly<Record<string, unknown>>,
  references: Readonly<Record<string, unknown>> = {},
): TallyBuilder {
  const view = makeRecordView(recordVectors)
  const source: DerivationSource = { vectors: recordVectors, view, params, references }
  const vectors: Record<string, Vector> = Object.assign(Object.create(null), recordVectors)
  for (const [name, derivation] of Object.entries(job.derive)) {
    vectors[name] = { kind: "value", value: deriveValue(derivation, source) }
  }
  const scales = scalesOf(job)
  const canFail = canFailHalfWay(job)
  const measures = Object.values(job.measures)
  const makeAccumulators = (): Accumulator[] =>
    measures.map(
      (measure) => measure.accumulate?.(vectors, scales) ?? accumulateRecords(measure, vectors, scales),
    )
  const sure = makeAccumulators()
  let tentative: Accumulator[] | undefined
  let tentativeGroups = new Set<number>()
  const present = makeGroupSet()
  /** States of groups that were committed, beside those that `sure` holds. */
  const committed = new Map<number, unknown[]>()
  const keeps =
    job.filter === null ? null : deriveCode(job.filter, source, (value) => (value === true ? 1 : 0))
  const grouping = makeGrouping(job, source)
  const kept = new Int32Array(capacity)
  const groups = new Int32Array(capacity)

  function select(rows: Int32Array, length: number): number {
    let count = 0
    for (let index = 0; index < length; index++) {
      const row = rows[index]!
      if (keeps!(row) === 1) kept[count++] = row
    }
    return count
  }

  function add(rows: Int32Array, length: number, isSound: boolean): Added {
    const isSure = isSound && !canFail
    const count = keeps === null ? length : select(rows, length)
    const selected = keeps === null ? rows : kept
    grouping.assign(selected, count, groups)
    if (!isSure) tentative ??= makeAccumulators()
    const touched = isSure ? present : tentativeGroups
    for (let index = 0; index < count; index++) touched.add(groups[index]!)
    for (const accumulator of isSure ? sure : tentative!) {
      accumulator.reserve(grouping.count())
      accumulator.add(groups, selected, count)
    }
    return { kept: count, filtered: length - count }
  }

  function commit(): void {
    // All of them first: where a user's own merge throws, none of them counts.
    const merged = [...tentativeGroups].map((group) => {
      const states = tentative!.map((accumulator) => accumulator.state(group))
      const before = committed.get(group)
      return measures.map((measure, index) =>
        before === undefined ? states[index] : measure.merge(before[index], states[index]),
      )
    })
    for (const [index, group] of [...tentativeGroups].entries()) committed.set(group, merged[index]!)
    rollBack()
  }

  function rollBack(): void {
    for (const group of tentativeGroups) for (const accumulator of tentative!) accumulator.reset(group)
    tentativeGroups = new Set()
  }

  function statesOf(group: number): unknown[] {
    const before = committed.get(group)
    const states = sure.map((accumulator) => accumulator.state(group))
    return before === undefined
      ? states
      : measures.map((measure, index) => measure.merge(before[index], states[index]))
  }

  function toFile(): TallyFile {
    for (const accumulator of sure) accumulator.reserve(grouping.count())
    const entries: {
      readonly name: string
      readonly group: TallyFile["partitions"][number]["groups"][number]
    }[] = []
    for (let group = 0; group < grouping.count(); group++) {
      // A group of which all records were rolled back is none.
      if (!present.has(group) && !committed.has(group)) continue
      const key = [...grouping.key(group)]
      entries.push({ name: JSON.stringify(key), group: [key, statesOf(group)] })
    }
    entries.sort((left, right) => (left.name < right.name ? -1 : 1))
    return {
      format: TALLY_FORMAT,
      job: job.name,
      jobVersion: job.version,
      partitions: [{ id: 0, groups: entries.map(({ group }) => group) }],
    }
  }

  return { add, commit, rollBack, toFile }
}

/** A set of small integers that is cheap to add to. */
function makeGroupSet(): { add(group: number): void; has(group: number): boolean } {
  let members = new Uint8Array(64)
  return {
    add(group) {
      if (group >= members.length) {
        const wider = new Uint8Array(Math.max(group + 1, members.length * 2))
        wider.set(members)
        members = wider
      }
      members[group] = 1
    },
    has: (group) => members[group] === 1,
  }
}

/**
 * Whether adding a record to the measures can throw: where a user's own function has a say, or a number that no column
 * factory vouches for. What a block of such records has begun must be possible to take back.
 */
function canFailHalfWay(job: Job): boolean {
  const isOwn = (name: string) => {
    const field = job.record.shape[name]
    return field === undefined || columnOf(field, name).kind === "other"
  }
  return Object.values(job.measures).some(
    (measure) => measure.accumulate === undefined || measure.reads.some(isOwn),
  )
}

/** The scale of each field that is a fixed decimal. */
export function scalesOf(job: Job): Scales {
  const entries = Object.entries(job.record.shape).flatMap(([name, field]) => {
    const column = columnOf(field, name)
    return column.kind === "decimal" ? [[name, column.scale] as const] : []
  })
  // No prototype: a field may be called "constructor".
  return Object.assign(Object.create(null), Object.fromEntries(entries))
}

/** For a measure that has no accumulator of its own: `add`, record by record. */
function accumulateRecords(
  measure: Job["measures"][string],
  vectors: Readonly<Record<string, Vector>>,
  scales: Scales,
): Accumulator {
  const view = makeRecordView(vectors)
  const states = new Map<number, unknown>()
  const stateOf = (group: number) => (states.has(group) ? states.get(group) : measure.empty())
  return {
    reserve: () => {},
    add: (groups, rows, length) => {
      for (let index = 0; index < length; index++) {
        const group = groups[index]!
        view.row = rows[index]!
        states.set(group, measure.add(stateOf(group), view.record, scales))
      }
    },
    state: stateOf,
    reset: (group) => {
      states.delete(group)
    },
  }
}
