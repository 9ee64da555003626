import type { Vector } from "../vectors/vector.ts"
import type { AnyDerivation } from "./job.ts"
import type { RecordView } from "./record-view.ts"
import { remember } from "./remember.ts"

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
  return byValue(vectors[field]!, (value) => compute(value, params, references))
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
  if (vector.kind === "day" || vector.kind === "hour") return byCode(vector.codes, codeOf, vector.value)
  return byValue(vector, codeOf)
}

/** Codes a page of the table: more than a year's days, so that a year's file touches one or two. */
const PAGE_BITS = 9
const PAGE_MASK = (1 << PAGE_BITS) - 1
/** 8 MiB: the hours of 200 years. Beyond that the table starts anew. */
const MAX_PAGES = 4_096

function byCode(
  codes: Int32Array,
  codeOf: (value: unknown) => number,
  textOf: (row: number) => unknown,
): (row: number) => number {
  // Entries are one more than the answer, so that 0 means "not asked yet"; code -1, which is null, has entry 0.
  const pages = new Map<number, Int32Array>()
  let page: Int32Array = new Int32Array(0)
  let pageNumber = -1
  return (row) => {
    const code = codes[row]! + 1
    if (code >> PAGE_BITS !== pageNumber) {
      pageNumber = code >> PAGE_BITS
      if (pages.size >= MAX_PAGES) pages.clear()
      page = pages.get(pageNumber) ?? new Int32Array(1 << PAGE_BITS)
      pages.set(pageNumber, page)
    }
    const known = page[code & PAGE_MASK]!
    if (known !== 0) return known - 1
    const answer = codeOf(textOf(row))
    page[code & PAGE_MASK] = answer + 1
    return answer
  }
}

/** Asks once for each distinct value, as far as values come again. */
function byValue<Out>(vector: Vector, compute: (value: unknown) => Out): (row: number) => Out {
  // A number is remembered by its integer; to make the value of it is left to those that are computed.
  if (vector.kind === "number") {
    const { numbers, scale } = vector
    const power = 10 ** scale
    const answerOf = remember((integer: number) => compute(Number.isNaN(integer) ? null : integer / power))
    return (row) => answerOf(numbers[row]!)
  }
  const answerOf = remember(compute)
  return (row) => answerOf(vector.value(row))
}
