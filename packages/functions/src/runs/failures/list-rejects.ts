import type { Reject } from "@mapfold/core/batch/batch-file"
import type { RejectPage } from "@mapfold/core/status/failure-view"
import { decodePage, encodePage } from "../page-token.ts"
import type { Ports } from "../ports.ts"
import type { Paging } from "../runs.ts"
import { RejectPlace, scanRejects } from "./scan-rejects.ts"

const COUNT = 100
const MOST = 1_000
/** Rejects looked at for one page: what the filter drops takes time too. */
export const LOOKED_AT = 50_000

export type RejectsAsked = Paging & {
  readonly object?: string | undefined
  readonly rule?: string | undefined
}

/** Rejected records of a run. A page may have none and still go on. Throws `NoSuchRun`. */
export async function listRejects(ports: Ports, run: string, asked: RejectsAsked): Promise<RejectPage> {
  const { object, rule, after, count = COUNT } = asked
  const execution = await ports.machine.describe(run)
  const from = after === undefined ? undefined : decodePage(after, RejectPlace)
  const rejects: Reject[] = []
  let lookedAt = 0
  for await (const { reject, place } of scanRejects(ports, execution, { from, object })) {
    if (rejects.length === Math.min(count, MOST) || lookedAt++ === LOOKED_AT)
      return { rejects, next: encodePage(place) }
    if (object !== undefined && reject.key !== object) continue
    if (rule !== undefined && reject.rule !== rule) continue
    rejects.push(reject)
  }
  return { rejects, next: null }
}
