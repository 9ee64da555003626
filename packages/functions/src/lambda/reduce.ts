import type { Report } from "@mapfold/core/report/report"
import { measureRun } from "../reduce/measure-run.ts"
import { makeReduce } from "../reduce.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaLog } from "./lambda-log.ts"
import { readMemory } from "./lambda-memory.ts"
import { makeLambdaMetrics } from "./lambda-metrics.ts"
import { makeLambdaStore } from "./lambda-store.ts"

const log = makeLambdaLog()
const emit = makeLambdaMetrics(process.env)
const memory = readMemory(process.env)

function tell(report: Report): void {
  const { run, job, error } = report
  const measured = measureRun(report, memory)
  const { runs: _, ...numbers } = measured
  if (error === null) log.info("run reduced", { run, job, ...numbers })
  else log.error("run has no result", { run, job, ...numbers, error })
  emit(job, measured)
}

/** Reduce as a Lambda function. */
export const handler = log.around(
  makeReduce({
    jobs: makeLambdaJobs(process.env),
    store: makeLambdaStore(process.env),
    clock: Date.now,
    reported: tell,
  }),
)
