import { latestKey } from "@mapfold/core/run/layout"
import type { Evidence, Found } from "../evidence.ts"
import { observe, readJson } from "../observe.ts"
import { BATCH_OBJECTS, JOB, type Planted, YEARS } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"
import { answerOf, nameRun, redrive, runToEnd, start, waitForEnd } from "../run-execution.ts"
import { putObjects } from "./put-planted.ts"

type Steps = Pick<Evidence, "refused" | "repaired">

/** Four children: as many as there are batches of the main run. */
const REQUEST = {
  job: JOB,
  year: YEARS.main,
  settings: { batchObjects: BATCH_OBJECTS, concurrency: 4 },
}

/** Runs over objects of which some are bad, redrives that, mends the objects and repairs it. */
export async function refuseAndRepair(ports: VerifyPorts, planted: Planted): Promise<Steps> {
  const run = nameRun("main")
  ports.say(
    `${run}: 20 objects, three of them bad, two with rejects, in batches of five; nothing is tolerated`,
  )
  const refused = await keep(async () => {
    const first = await observe(ports, await runToEnd(ports, run, REQUEST), REQUEST)
    ports.say(`${run}: redriven as it is`)
    await redrive(ports, run)
    return { first, redriven: await observe(ports, await waitForEnd(ports, run, 1), REQUEST) }
  })
  if ("lost" in refused)
    return { refused, repaired: { lost: `there was nothing to repair: ${refused.lost}` } }
  return { refused, repaired: await keep(() => repair(ports, planted, run)) }
}

async function repair(ports: VerifyPorts, planted: Planted, broken: string) {
  await putObjects(ports, planted.mended, planted.etags)
  const run = nameRun("repair")
  const request = { ...REQUEST, repairs: broken }
  ports.say(`${run}: repairs it, the objects being mended`)
  const execution = await runToEnd(ports, run, request)
  return {
    run: await observe(ports, execution, request),
    redrive: await answerOf(() => redrive(ports, run)),
    namesake: await answerOf(() => start(ports, run, { ...REQUEST, year: YEARS.empty })),
    latest: await readJson(ports, latestKey(JOB, { year: YEARS.main })),
  }
}

/** What a step came to; what it fails of is said where its findings are missed. Ends where it is told to. */
export async function keep<T>(step: () => Promise<T>): Promise<Found<T>> {
  try {
    return { found: await step() }
  } catch (error) {
    const { name, message } = error as Error
    return { lost: `${name}: ${message}` }
  }
}
