import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn"
import { makeRunId } from "@mapfold/core/run/run-id"
import { executionArn } from "../runs/aws/arns.ts"
import { ask } from "../runs/aws/aws-errors.ts"
import type { Answer } from "./evidence.ts"
import { MARK } from "./plant.ts"
import type { VerifyPorts } from "./ports.ts"
import { waitFor } from "./wait.ts"

/** The start and the redrive of a run are told of by DescribeExecution a little later: it is eventually consistent. */
const NOT_YET = ["ExecutionDoesNotExist"]

/** `mapfold-verify-main-20260301T101500-x7k2`. */
export function nameRun(step: string): string {
  return makeRunId(`${MARK}${step}`, new Date())
}

export async function start({ clients, target, started }: VerifyPorts, run: string, request: unknown) {
  started(run)
  const { stateMachineArn } = target
  const command = new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(request) })
  return ask("states:StartExecution", () => clients.sfn.send(command))
}

export function stop({ clients, target }: VerifyPorts, run: string) {
  const command = new StopExecutionCommand({
    executionArn: executionArn(target.stateMachineArn, run),
    cause: "stopped by mapfold verify",
  })
  return ask("states:StopExecution", () => clients.sfn.send(command))
}

export function redrive({ clients, target }: VerifyPorts, run: string) {
  const command = new RedriveExecutionCommand({ executionArn: executionArn(target.stateMachineArn, run) })
  return ask("states:RedriveExecution", () => clients.sfn.send(command))
}

/** Starts a run and waits for its end. */
export async function runToEnd(ports: VerifyPorts, run: string, request: unknown) {
  await start(ports, run, request)
  return waitForEnd(ports, run)
}

/** Waits until the run has ended, after so many redrives. Throws `TookTooLong`. */
export function waitForEnd(ports: VerifyPorts, run: string, redrives = 0): Promise<DescribeExecutionOutput> {
  return waitFor(ports, { what: `the end of ${run}`, milliseconds: ports.patience.run }, async () => {
    const execution = await describe(ports, run)
    if (execution === null || (execution.redriveCount ?? 0) < redrives) return null
    return execution.status === "RUNNING" || execution.status === "PENDING_REDRIVE" ? null : execution
  })
}

async function describe(
  { clients, target }: VerifyPorts,
  run: string,
): Promise<DescribeExecutionOutput | null> {
  const command = new DescribeExecutionCommand({ executionArn: executionArn(target.stateMachineArn, run) })
  try {
    return await ask("states:DescribeExecution", () => clients.sfn.send(command))
  } catch (error) {
    if (NOT_YET.includes((error as Error).name)) return null
    throw error
  }
}

/** What a call answers, where an error of AWS is what is asked about. */
export async function answerOf<T>(call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { answer: await call() }
  } catch (error) {
    const { name, message } = error as Error
    return { error: { name, message } }
  }
}
