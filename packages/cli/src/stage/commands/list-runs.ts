import type { RunLine } from "@mapfold/core/status/run-line"
import type { Runs } from "@mapfold/functions/runs/runs"
import { type ListedRun, renderRuns } from "../../show/listed-run.ts"
import { describeStage } from "../run-on-stage.ts"
import { withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

export type ListOptions = StageOptions & { readonly json?: boolean; readonly count: number }

/** `mapfold runs --stage`. */
export function listRuns(options: ListOptions): Promise<void> {
  return withStage(options, async (stage) => {
    const lines = await readLines(stage.runs, options.count)
    const none = `There are no runs on ${describeStage(stage)} yet.`
    process.stdout.write(renderRuns(lines.map(toListed), { json: options.json === true, none }))
  })
}

async function readLines(runs: Runs, wanted: number): Promise<readonly RunLine[]> {
  const lines: RunLine[] = []
  let after: string | undefined
  do {
    const page = await runs.list({ after, count: wanted - lines.length })
    lines.push(...page.runs)
    after = page.next ?? undefined
  } while (after !== undefined && lines.length < wanted)
  return lines.slice(0, wanted)
}

function toListed({
  run,
  status,
  startedAt,
  endedAt,
  redrives,
  repairs,
  reduces,
  error,
}: RunLine): ListedRun {
  return {
    ...{ run, status, started: startedAt, ended: endedAt, redrives, repairs, reduces: reduces ?? null },
    // `NoObjects: there is no object under …`
    error: error === null ? null : (/^([\w.]+): /.exec(error)?.[1] ?? error),
  }
}
