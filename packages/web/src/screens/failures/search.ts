import type { Cause } from "@mapfold/core/status/failure-view"
import { choiceOf, textOf } from "../../app/search-values.ts"

export const CAUSE_KINDS = ["object", "record"] as const satisfies readonly Cause["kind"][]

export type FailuresSearch = {
  /** The open cause; the first where none is named. */
  readonly kind?: Cause["kind"] | undefined
  readonly name?: string | undefined
  /** Key of the open object. */
  readonly object?: string | undefined
}

export function readFailuresSearch({ kind, name, object }: Record<string, unknown>): FailuresSearch {
  return { kind: choiceOf(kind, CAUSE_KINDS), name: textOf(name, 200), object: textOf(object) }
}
