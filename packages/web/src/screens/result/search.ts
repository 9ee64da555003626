import { choiceOf, textOf } from "../../app/search-values.ts"

export type ResultSearch = {
  /** The column that the table is sorted by; the file's own order where none is named. */
  readonly sort?: string | undefined
  readonly order?: "down" | undefined
  /** Temperatures; °F, as in the file, where none is named. */
  readonly unit?: "C" | undefined
  /** The column that the chart shows. */
  readonly measure?: string | undefined
  /** The run that it is compared with. */
  readonly with?: string | undefined
}

export function readResultSearch(search: Record<string, unknown>): ResultSearch {
  return {
    sort: textOf(search.sort, 200),
    order: choiceOf(search.order, ["down"]),
    unit: choiceOf(search.unit, ["C"]),
    measure: textOf(search.measure, 200),
    with: textOf(search.with, 80),
  }
}
