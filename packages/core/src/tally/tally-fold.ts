import { JobCodeFailed } from "../job/errors.ts"
import type { Job, ResultRow } from "../job/job.ts"
import { type Cell, compareCellLists } from "../measures/compare.ts"
import type { KeyValue, TallyFile } from "./tally-file.ts"

/** Merges tallies, in any order, into the rows of the result. */
export type TallyFold = {
  /** Throws `MixedVersions` for a tally of another job or version. */
  add(tally: TallyFile): void
  /** The rows, ordered by the key's fields in turn. Throws `JobCodeFailed`. */
  rows(): ResultRow[]
}

/** Tallies of two versions of a job, or of two jobs, do not make one result. */
export class MixedVersions extends Error {
  override readonly name = "MixedVersions"
  constructor(job: Job, tally: { readonly job: string; readonly jobVersion: number }) {
    super(
      `a tally of ${tally.job} version ${tally.jobVersion} was met in a run of ${job.name} version ${job.version}: ` +
        "start the run again, so that one version processes all objects",
    )
  }
}

export function makeTallyFold(job: Job): TallyFold {
  const measures = Object.values(job.measures)
  const measureNames = Object.keys(job.measures)
  const groups = new Map<string, { readonly key: readonly Cell[]; readonly states: unknown[] }>()

  function addGroup(key: readonly KeyValue[], states: readonly unknown[]): void {
    const name = JSON.stringify(key)
    const held = groups.get(name)
    if (held === undefined) {
      groups.set(name, { key, states: [...states] })
      return
    }
    for (const [index, measure] of measures.entries()) {
      held.states[index] = measure.merge(held.states[index], states[index])
    }
  }

  function toRow(key: readonly Cell[], states: readonly unknown[]): ResultRow {
    const keyFields = job.key.map((name, index) => [name, key[index]] as const)
    const finished = measures.map(
      (measure, index) => [measureNames[index]!, measure.finish(states[index])] as const,
    )
    try {
      return job.row(Object.fromEntries([...keyFields, ...finished]))
    } catch (error) {
      throw new JobCodeFailed(job.name, "row", error)
    }
  }

  return {
    add(tally) {
      if (tally.job !== job.name || tally.jobVersion !== job.version) throw new MixedVersions(job, tally)
      for (const { groups } of tally.partitions) for (const [key, states] of groups) addGroup(key, states)
    },
    rows: () =>
      [...groups.values()]
        .sort((left, right) => compareCellLists(left.key, right.key))
        .map(({ key, states }) => toRow(key, states)),
  }
}
