import { againInput } from "@mapfold/core/prepare/again-input"
import { InvalidRunInput } from "@mapfold/core/prepare/errors"
import { prepareRun } from "@mapfold/core/prepare/prepare"
import { makeRunId } from "@mapfold/core/run/run-id"
import { isRunName } from "./aws/arns.ts"
import { NotAllowed } from "./errors.ts"
import type { Ports } from "./ports.ts"
import { findActions } from "./run/find-actions.ts"

export type Started = { readonly run: string }

/** Starts a run whose input has been found sound. Throws `InvalidRunInput`, `NotAllowed`. */
export async function startRun(ports: Ports, request: unknown, name?: string): Promise<Started> {
  if (name !== undefined && !isRunName(name))
    throw new InvalidRunInput(
      `${JSON.stringify(name.slice(0, 100))} cannot be a run's name: 1 to 80 of A-Z a-z 0-9 _ - . and no dot first`,
    )
  const { job } = prepareRun(ports.jobs, { run: name ?? "", request })
  const run = name ?? makeRunId(job, new Date(ports.clock()))
  await ports.machine.start(run, request)
  return { run }
}

/** Throws `NoSuchRun`, and `NotAllowed` where the run has ended. */
export async function stopRun(ports: Ports, run: string): Promise<void> {
  const execution = await ports.machine.describe(run)
  if (execution.status !== "RUNNING") throw new NotAllowed(`run "${run}" cannot be stopped: it has ended`)
  await ports.machine.stop(execution, "stopped by hand")
}

/** Throws `NoSuchRun`, and `NotAllowed` with AWS's own reason. */
export async function redriveRun(ports: Ports, run: string): Promise<void> {
  const execution = await ports.machine.describe(run)
  if (execution.status === "RUNNING") throw new NotAllowed(`run "${run}" cannot be redriven: it is running`)
  await ports.machine.redrive(execution)
}

/** Starts a run that begins with this one. Throws `NoSuchRun`, `NotAllowed`, `InvalidRunInput`. */
export async function beginWith(
  ports: Ports,
  run: string,
  kind: "repairs" | "reduces",
  name?: string,
): Promise<Started> {
  const execution = await ports.machine.describe(run)
  const { repair } = findActions(execution, await ports.files.report(execution))
  if (kind === "repairs" && repair !== null)
    throw new NotAllowed(`run "${run}" cannot be repaired: ${repair}`)
  if (execution.status === "RUNNING")
    throw new NotAllowed(`run "${run}" cannot be reduced again: it is running; wait for its end`)
  return startRun(ports, againInput(execution.input, { kind, run }), name)
}
