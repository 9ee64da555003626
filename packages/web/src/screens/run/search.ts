import { choiceOf } from "../../app/search-values.ts"

export const UNITS = ["items", "batches"] as const
export type Unit = (typeof UNITS)[number]
export const QUESTIONS = ["stop", "redrive", "repair"] as const
export type Question = (typeof QUESTIONS)[number]

export type RunSearch = {
  /** What the bar counts. */
  readonly unit?: Unit | undefined
  /** The action that is to be confirmed. */
  readonly confirm?: Question | undefined
}

export function readRunSearch({ unit, confirm }: Record<string, unknown>): RunSearch {
  return { unit: choiceOf(unit, UNITS), confirm: choiceOf(confirm, QUESTIONS) }
}
