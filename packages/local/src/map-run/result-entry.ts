import { arnsOf } from "../interpreter/arns.ts"
import type { MachineIdentity } from "../interpreter/thread.ts"
import type { Batch } from "./batcher.ts"
import type { EndedChild } from "./child.ts"

/** A child execution as ResultWriter writes it, in AWS's field names; Input and Output are JSON in a string. */
export function endedEntry(machine: MachineIdentity, label: string, child: EndedChild): string {
  const { outcome } = child
  const failed = outcome.status === "FAILED" || outcome.status === "TIMED_OUT" ? outcome : undefined
  return JSON.stringify({
    ...(failed === undefined ? {} : { Cause: failed.cause, Error: failed.error }),
    ExecutionArn: arnsOf(machine).child(label, child.name),
    ...inputFields(child.batch),
    Name: child.name,
    ...(outcome.status === "SUCCEEDED" ? { Output: JSON.stringify(outcome.output) } : {}),
    OutputDetails: { Included: true },
    RedriveCount: 0,
    ...redrivable(outcome.status !== "SUCCEEDED"),
    StartDate: child.startDate,
    StateMachineArn: arnsOf(machine).childMachine(label),
    Status: outcome.status,
    StopDate: child.stopDate,
  })
}

/** A child that never started. */
export function pendingEntry(machine: MachineIdentity, label: string, name: string, batch: Batch): string {
  return JSON.stringify({
    ExecutionArn: arnsOf(machine).child(label, name),
    ...inputFields(batch),
    Name: name,
    OutputDetails: { Included: true },
    RedriveCount: 0,
    ...redrivable(true),
    StateMachineArn: arnsOf(machine).childMachine(label),
    Status: "PENDING",
  })
}

function inputFields(batch: Batch) {
  return { Input: batch.text, InputDetails: { Included: true } }
}

function redrivable(yes: boolean) {
  return yes
    ? { RedriveStatus: "REDRIVABLE_BY_MAP_RUN" }
    : {
        RedriveStatus: "NOT_REDRIVABLE",
        RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
      }
}
