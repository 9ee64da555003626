import { TooManyGroups } from "../errors.ts"
import { type DerivationSource, deriveCode } from "../job/derive.ts"
import type { AnyDerivation, Job } from "../job/job.ts"
import type { Cell } from "../measures/compare.ts"

/** Groups a tally can have: at some 200 bytes each in a batch file, far below what Reduce holds in memory. */
const MAX_GROUPS = 1_000_000

/** Numbers the groups that rows belong to, from 0 on in the order in which they are met. */
export type Grouping = {
  /** Fills `into[i]` with the group of `rows[i]`. */
  assign(rows: Int32Array, length: number, into: Int32Array): void
  count(): number
  /** The values of the key's fields. */
  key(group: number): readonly Cell[]
}

export function makeGrouping(job: Job, source: DerivationSource): Grouping {
  const dimensions = job.key.map((name) => makeDimension(job, name, source))
  const [single] = dimensions
  // No key: all records are one group.
  if (single === undefined) {
    return { assign: (_rows, length, into) => into.fill(0, 0, length), count: () => 1, key: () => [] }
  }
  if (dimensions.length === 1) {
    return {
      assign(rows, length, into) {
        for (let index = 0; index < length; index++) into[index] = single.codeOf(rows[index]!)
      },
      count: () => single.cells.length,
      key: (group) => [single.cells[group]!],
    }
  }
  return combine(dimensions)
}

/** One field of the key: its distinct values, numbered. */
type Dimension = { readonly cells: readonly Cell[]; codeOf(row: number): number }

function makeDimension(job: Job, name: string, source: DerivationSource): Dimension {
  const cells: Cell[] = []
  const codes = new Map<Cell, number>()
  const derivation: AnyDerivation = Object.hasOwn(job.derive, name)
    ? job.derive[name]!
    : { field: name, compute: (value) => value }
  const codeOf = deriveCode(derivation, source, (value) => {
    const cell = asCell(job, name, value)
    let code = codes.get(cell)
    if (code === undefined) {
      code = cells.length
      if (code >= MAX_GROUPS) throw new TooManyGroups(MAX_GROUPS)
      codes.set(cell, code)
      cells.push(cell)
    }
    return code
  })
  return { cells, codeOf }
}

function asCell(job: Job, name: string, value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value
  if (typeof value === "number" && Number.isFinite(value)) return value
  throw new TypeError(
    `job "${job.name}": key field "${name}" is ${String(value)}; it must be text, a number, true, false or null`,
  )
}

/** Several fields: pairs of codes are numbered, from the left, each pair once. */
function combine(dimensions: readonly Dimension[]): Grouping {
  const keys: number[][] = []
  const levels = dimensions.map(() => new Map<number, number>())
  const codes = dimensions.map(() => 0)

  function groupOf(row: number): number {
    let group = 0
    for (let index = 0; index < dimensions.length; index++) {
      const code = dimensions[index]!.codeOf(row)
      codes[index] = code
      const pair = group * MAX_GROUPS + code
      const level = levels[index]!
      let next = level.get(pair)
      if (next === undefined) {
        next = index === dimensions.length - 1 ? newGroup() : level.size
        level.set(pair, next)
      }
      group = next
    }
    return group
  }

  function newGroup(): number {
    if (keys.length >= MAX_GROUPS) throw new TooManyGroups(MAX_GROUPS)
    return keys.push([...codes]) - 1
  }

  return {
    assign(rows, length, into) {
      for (let index = 0; index < length; index++) into[index] = groupOf(rows[index]!)
    },
    count: () => keys.length,
    key: (group) => keys[group]!.map((code, index) => dimensions[index]!.cells[code]!),
  }
}
