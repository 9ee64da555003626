import { DAY_CODES } from "../columns/day.ts"
import type { Vector } from "../vectors/vector.ts"
import type { AnyDerivation } from "./job.ts"
import type { RecordView } from "./record-view.ts"

/** Distinct values of a field whose answers are remembered; beyond that the memory starts anew. */
const MAX_REMEMBERED = 65_536

type Params = Readonly<Record<string, unknown>>

/** What derivations are computed from: the vectors of the fields and the record that shows one row of them. */
export type DerivationSource = {
  readonly vectors: Readonly<Record<string, Vector>>
  readonly view: RecordView
  readonly params: Params
  /** By name: what their `build` made. */
  readonly references: Readonly<Record<string, unknown>>
}

/** The derived value of a row. */
export function deriveValue(derivation: AnyDerivation, source: DerivationSource): (row: number) => unknown {
  const { vectors, view, params, references } = source
  if (typeof derivation === "function") {
    return (row) => {
      view.row = row
      return derivation(view.record, params, references)
    }
  }
  const { compute, field } = derivation
  const vector = vectors[field]!
  const remembered = new Map<unknown, unknown>()
  return (row) => {
    const value = vector.value(row)
    let derived = remembered.get(value)
    if (derived === undefined) {
      derived = compute(value, params, references)
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(value, derived)
    }
    return derived
  }
}

/**
 * A small number (0 or more) made from the derived value of a row. `encode` is called once for each distinct value of
 * the field where the derivation is of one field: then a row costs one look into a table.
 */
export function deriveCode(
  derivation: AnyDerivation,
  source: DerivationSource,
  encode: (derived: unknown) => number,
): (row: number) => number {
  if (typeof derivation === "function") {
    const derivedOf = deriveValue(derivation, source)
    return (row) => encode(derivedOf(row))
  }
  const { compute, field } = derivation
  const vector = source.vectors[field]!
  const codeOf = (value: unknown) => encode(compute(value, source.params, source.references))
  if (vector.kind === "day") return byDay(vector.codes, codeOf, vector.value)
  return byValue(vector, codeOf)
}

/** Days a page of the table: more than a year's, so that a year's file touches one or two. */
const PAGE_BITS = 9
const PAGE_MASK = (1 << PAGE_BITS) - 1

function byDay(
  codes: Int32Array,
  codeOf: (value: unknown) => number,
  textOf: (row: number) => unknown,
): (row: number) => number {
  // Entries are one more than the code, so that 0 means "not asked yet"; day -1, which is null, has entry 0.
  const pages: (Int32Array | undefined)[] = new Array(((DAY_CODES + 1) >> PAGE_BITS) + 1).fill(undefined)
  return (row) => {
    const day = codes[row]! + 1
    let page = pages[day >> PAGE_BITS]
    if (page === undefined) {
      page = new Int32Array(1 << PAGE_BITS)
      pages[day >> PAGE_BITS] = page
    }
    const known = page[day & PAGE_MASK]!
    if (known !== 0) return known - 1
    const code = codeOf(textOf(row))
    page[day & PAGE_MASK] = code + 1
    return code
  }
}

function byValue(vector: Vector, codeOf: (value: unknown) => number): (row: number) => number {
  const remembered = new Map<unknown, number>()
  return (row) => {
    const value = vector.kind === "number" ? vector.numbers[row]! : vector.value(row)
    let code = remembered.get(value)
    if (code === undefined) {
      code = codeOf(vector.value(row))
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(value, code)
    }
    return code
  }
}
