import { textOf } from "../../app/search-values.ts"

export type NewRunSearch = {
  readonly job?: string | undefined
  /** The request as JSON, so that a filled form can be shared, or a run be started again with other values. */
  readonly request?: string | undefined
}

export function readNewRunSearch({ job, request }: Record<string, unknown>): NewRunSearch {
  return { job: textOf(job, 200), request: textOf(request, 20_000) }
}
