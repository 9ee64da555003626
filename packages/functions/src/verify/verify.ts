import { assumptions } from "./assumptions.ts"
import { checkStage } from "./check-stage.ts"
import type { Assumption, Verdict } from "./checks/assumption.ts"
import { cleanUp } from "./clean-up.ts"
import type { Evidence } from "./evidence.ts"
import { makePlanted, YEARS } from "./plant.ts"
import type { VerifyPorts } from "./ports.ts"
import { makeSlowPart, putSlowObject } from "./slow-object.ts"
import { kill } from "./steps/kill.ts"
import { putObjects } from "./steps/put-planted.ts"
import { readLogs } from "./steps/read-logs.ts"
import { refuseAndRepair } from "./steps/refuse-and-repair.ts"
import { runSmall } from "./steps/run-small.ts"
import { stopAndRedrive } from "./steps/stop-and-redrive.ts"

export type Judged = Verdict & Pick<Assumption, "name" | "claim">

export type Verified = {
  readonly evidence: Evidence
  readonly judged: readonly Judged[]
  /** What was put and could not be removed again, a sentence each. */
  readonly leftOver: readonly string[]
}

/**
 * Runs a job of twenty made objects, some of them bad, on a stage, and holds what AWS answers against every assumption. All
 * that it puts is removed, however it ends. Throws `VerifyRefused` before anything is put, and whatever putting throws.
 */
export async function verify(ports: Omit<VerifyPorts, "started">): Promise<Verified> {
  const runs: string[] = []
  // what does not come in time is not checked; the rest is
  const signal = AbortSignal.any([ports.signal, AbortSignal.timeout(ports.patience.all)])
  const all: VerifyPorts = { ...ports, signal, started: (run) => void runs.push(run) }
  await checkStage(all)
  let leftOver: readonly string[] = []
  try {
    const evidence = await gather(all)
    ports.signal.throwIfAborted()
    const judged = assumptions.map(({ name, claim, check }) => ({ name, claim, ...check(evidence) }))
    leftOver = await remove(all, runs)
    return { evidence, judged, leftOver }
  } catch (error) {
    for (const problem of await remove(all, runs)) ports.say(problem)
    throw error
  }
}

async function remove(ports: VerifyPorts, runs: readonly string[]): Promise<readonly string[]> {
  ports.say("removing what was put, and what the runs have written")
  return cleanUp(ports, runs)
}

async function gather(ports: VerifyPorts): Promise<Evidence> {
  const { target, clients } = ports
  const planted = makePlanted(target.input.prefix)
  const from = Date.now()
  ports.say(
    `putting ${planted.objects.length} small objects and two slow ones into s3://${target.input.bucket}`,
  )
  await putObjects(ports, planted.objects, planted.etags)
  const slow = (year: number, key: string) =>
    putSlowObject(clients.s3, { bucket: target.input.bucket, key, part: makeSlowPart(year) })
  await slow(YEARS.killed, planted.slow.killed)
  await slow(YEARS.stopped, planted.slow.stopped)
  const killing = kill(ports)
  const [mended, small, stopped] = await Promise.all([
    refuseAndRepair(ports, planted),
    runSmall(ports, planted),
    stopAndRedrive(ports, planted),
  ])
  const run = "found" in mended.refused ? mended.refused.found.first.run : null
  const logs = run === null ? { lost: "no run came to its end" } : await readLogs(ports, { run, from })
  const killed = await killing
  return { planted, ...mended, ...small, stopped, killed, logs }
}
