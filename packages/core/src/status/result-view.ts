/** A run's result. */
export type ResultView = {
  readonly run: string
  readonly job: string
  readonly title: string
  readonly params: Readonly<Record<string, unknown>>
  readonly complete: boolean
  /** Objects and records that are missing from it. */
  readonly missing: { readonly objects: number; readonly records: number }
  /** In the order of the file. */
  readonly columns: readonly string[]
  /** The first `RESULT_ROWS`. */
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[]
  readonly totalRows: number
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
}

/** Rows that a page shows; the files have them all. */
export const RESULT_ROWS = 10_000
