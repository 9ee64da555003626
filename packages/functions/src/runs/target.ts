import type { LogLine } from "@mapfold/core/status/log-view"
import type { StageParameter } from "@mapfold/core/workflow/stage-parameter"

/** Lines of a log group, and whose they are. */
export type LogSource = {
  readonly source: LogLine["source"]
  readonly group: string
  /** What a stream's name has before the run's, where every run has streams of its own. */
  readonly streams: string | null
}

/** Where the runs are. Nothing else is ever read, whatever a request says. */
export type Target = {
  readonly engine: "local" | "aws"
  /** Null on the embedded engine. */
  readonly stage: string | null
  readonly region: string
  readonly stateMachineArn: string
  /** The keys of every job lie below the prefix, which is empty or ends in a slash. */
  readonly input: {
    readonly bucket: string
    readonly prefix: string
    /** Whether the stage may write to it, where that is known. */
    readonly isOwn?: boolean | undefined
  }
  readonly output: { readonly bucket: string }
  readonly logs: readonly LogSource[]
  /** Megabytes of the functions; null where runs cost nothing. */
  readonly memory: { readonly prepare: number; readonly process: number; readonly reduce: number } | null
}

/** A deployed stage, as the deploy has written it down. */
export function toTarget(stage: StageParameter): Target {
  const { functions, input, output, region, stateMachineArn } = stage
  const roles = ["prepare", "process", "reduce"] as const
  return {
    ...{ engine: "aws", stage: stage.stage, region, stateMachineArn, input, output },
    logs: [
      { source: "workflow", group: stage.logGroup, streams: null },
      ...roles.map((source) => ({ source, group: functions[source].logGroup, streams: null })),
    ],
    memory: {
      prepare: functions.prepare.memoryMegabytes,
      process: functions.process.memoryMegabytes,
      reduce: functions.reduce.memoryMegabytes,
    },
  }
}
