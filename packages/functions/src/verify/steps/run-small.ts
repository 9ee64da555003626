import type { Evidence } from "../evidence.ts"
import { observe } from "../observe.ts"
import { BATCH_BYTES, JOB, type Planted, YEARS } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"
import { nameRun, runToEnd } from "../run-execution.ts"
import { keep } from "./refuse-and-repair.ts"

/** Runs that have little to do: over an empty folder, over a key that is not there, and over chosen objects in small batches. */
export async function runSmall(
  ports: VerifyPorts,
  { absent, good }: Planted,
): Promise<Pick<Evidence, "empty" | "missing" | "small">> {
  const run = async (step: string, request: object) =>
    observe(ports, await runToEnd(ports, nameRun(step), request), request)
  ports.say(
    "runs over a folder with nothing in it, over a key that is not there, and over objects in small batches",
  )
  return {
    empty: await keep(() => run("empty", { job: JOB, year: YEARS.empty })),
    missing: await keep(() => run("missing", { job: JOB, year: YEARS.main, only: [absent] })),
    small: await keep(() =>
      run("small", {
        ...{ job: JOB, year: YEARS.main, only: good },
        settings: { batchInputBytes: BATCH_BYTES, concurrency: 2 },
      }),
    ),
  }
}
