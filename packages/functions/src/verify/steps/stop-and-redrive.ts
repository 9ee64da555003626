import {
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  ListMapRunsCommand,
  type MapRunListItem,
} from "@aws-sdk/client-sfn"
import { executionArn } from "../../runs/aws/arns.ts"
import { ask } from "../../runs/aws/aws-errors.ts"
import { UnexpectedAnswer } from "../errors.ts"
import type { Evidence } from "../evidence.ts"
import { observe } from "../observe.ts"
import { BESIDE_SLOW, JOB, type Planted, YEARS } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"
import { nameRun, redrive, start, stop, waitForEnd } from "../run-execution.ts"
import { waitFor } from "../wait.ts"
import { keep } from "./refuse-and-repair.ts"

/** A child an object; whatever fails, the run comes to its end. */
const REQUEST = {
  job: JOB,
  year: YEARS.stopped,
  tolerate: { objects: "100%", records: "100%" },
  settings: { batchObjects: 1, concurrency: 3 },
}

/** Stops a run while one child of five is still at work, removes that child's object, and redrives the run. */
export function stopAndRedrive(ports: VerifyPorts, { slow }: Planted): Promise<Evidence["stopped"]> {
  const run = nameRun("stop")
  return keep(async () => {
    ports.say(
      `${run}: five objects, a child each, one of them slow; stopped while that one runs, then redriven`,
    )
    await start(ports, run, REQUEST)
    await waitForSlowChild(ports, run)
    await stop(ports, run)
    const stopped = await observe(ports, await waitForEnd(ports, run), REQUEST)
    await ask("s3:DeleteObject", () => ports.store.remove(ports.target.input.bucket, slow.stopped))
    await redrive(ports, run)
    return { stopped, redriven: await observe(ports, await waitForEnd(ports, run, 1), REQUEST) }
  })
}

/** Until all but one have ended. */
function waitForSlowChild(ports: VerifyPorts, run: string): Promise<DescribeMapRunOutput> {
  const { sfn } = ports.clients
  const arn = executionArn(ports.target.stateMachineArn, run)
  const what = `the end of all children but one of ${run}`
  return waitFor(ports, { what, milliseconds: ports.patience.run }, async () => {
    const mapRuns = await listMapRuns(ports, arn)
    const mapRunArn = mapRuns[0]?.mapRunArn
    if (mapRunArn === undefined) return null
    const described = await ask("states:DescribeMapRun", () =>
      sfn.send(new DescribeMapRunCommand({ mapRunArn })),
    )
    if (described.status !== "RUNNING")
      throw new UnexpectedAnswer(`the map of ${run} was ${described.status} before it could be stopped`)
    const { succeeded = 0, running = 0 } = described.executionCounts ?? {}
    return succeeded === BESIDE_SLOW && running === 1 ? described : null
  })
}

/** None where the execution is not told of yet. */
async function listMapRuns({ clients }: VerifyPorts, executionArn: string): Promise<MapRunListItem[]> {
  const command = new ListMapRunsCommand({ executionArn })
  try {
    return (await ask("states:ListMapRuns", () => clients.sfn.send(command))).mapRuns ?? []
  } catch (error) {
    if ((error as Error).name === "ExecutionDoesNotExist") return []
    throw error
  }
}
