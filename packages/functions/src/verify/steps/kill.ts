import type { Evidence } from "../evidence.ts"
import { observe } from "../observe.ts"
import { JOB, YEARS } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"
import { nameRun, runToEnd } from "../run-execution.ts"
import { keep } from "./refuse-and-repair.ts"

const REQUEST = {
  job: JOB,
  year: YEARS.killed,
  tolerate: { objects: "100%", records: "100%" },
  settings: { batchObjects: 10, concurrency: 1 },
}

/** A batch with an object that takes longer than a call may: Process is killed over it, and once more when it is alone. */
export function kill(ports: VerifyPorts): Promise<Evidence["killed"]> {
  const run = nameRun("kill")
  return keep(async () => {
    ports.say(`${run}: a batch with an object that takes longer than Process may, twice: some four minutes`)
    return observe(ports, await runToEnd(ports, run, REQUEST), REQUEST)
  })
}
