import type { Evidence } from "../evidence.ts"
import { observe } from "../observe.ts"
import { JOB, type Planted, YEARS } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"
import { nameRun, runToEnd } from "../run-execution.ts"
import { keep } from "./refuse-and-repair.ts"

/** Runs that have nothing to do: over an empty folder, and over a key that is not there. */
export async function refuseInput(
  ports: VerifyPorts,
  { absent }: Planted,
): Promise<Pick<Evidence, "empty" | "missing">> {
  const run = async (step: string, request: object) =>
    observe(ports, await runToEnd(ports, nameRun(step), request), request)
  ports.say("runs over a folder with nothing in it, and over a key that is not there")
  return {
    empty: await keep(() => run("empty", { job: JOB, year: YEARS.empty })),
    missing: await keep(() => run("missing", { job: JOB, year: YEARS.main, only: [absent] })),
  }
}
