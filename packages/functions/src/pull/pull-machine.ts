import { setTimeout as sleep } from "node:timers/promises"
import type { SFNClient } from "@aws-sdk/client-sfn"
import { makeCache } from "../runs/aws/cache.ts"
import { makePace } from "../runs/aws/pace.ts"
import { makeStateMachine, type StateMachine } from "../runs/aws/state-machine.ts"

/** What a pull asks of its machine. */
export type PullMachine = Pick<StateMachine, "start" | "describe" | "history" | "mapRun" | "stop">

/** Milliseconds for which what may change is taken as it was: less than the time between two looks. */
const FRESH = 1_000
/** Milliseconds: DescribeMapRun may be asked once a second an account. */
const PACE = 1_000

export function openPullMachine(sfn: SFNClient, stateMachineArn: string): PullMachine {
  const clock = Date.now
  const pace = makePace(PACE, { clock, sleep: (milliseconds) => sleep(milliseconds) })
  return makeStateMachine({ sfn, stateMachineArn, cache: makeCache({ clock }), fresh: FRESH, pace })
}
