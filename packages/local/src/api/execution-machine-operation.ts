import * as z from "zod"
import { findMachine } from "../state/machines.ts"
import { arnsFor, executionOf } from "./arns.ts"
import { Arn, IncludedData } from "./fields.ts"
import { findProcessor } from "./find-processor.ts"
import { describedSettings } from "./machine-settings.ts"
import { makeOperation, type Operation, toSeconds } from "./operation.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
const describeMachine = makeOperation(
  z.object({ executionArn: Arn, includedData: IncludedData }),
  ({ state }, { executionArn, includedData }) => {
    const found = executionOf(state, executionArn)
    const kept = found.kind === "execution" ? found.kept : found.mapRun.kept
    const machine = findMachine(state, kept.machine)
    // what has been changed since is another machine than it ran
    const isAsItWas = machine !== null && machine.updated <= kept.started
    const label = found.kind === "execution" ? null : found.mapRun.row.label
    const definition = label === null ? kept.definition : findProcessor(kept.definition, label)
    return {
      ...{ stateMachineArn: arnsFor(kept.machine).stateMachine, name: kept.machine },
      definition: includedData === "METADATA_ONLY" ? "{}" : (definition ?? kept.definition),
      roleArn: machine?.role ?? arnsFor(kept.machine).role,
      updateDate: toSeconds(isAsItWas ? machine.updated : kept.started),
      ...(isAsItWas && machine.revision !== "" ? { revisionId: machine.revision } : {}),
      ...(machine === null ? {} : describedSettings(machine)),
      ...(found.kind === "execution" || label === null
        ? {}
        : { stateMachineArn: arnsFor(kept.machine).childMachine(label), mapRunArn: found.mapRun.arn, label }),
    }
  },
)

export const executionMachineOperations: Readonly<Record<string, Operation>> = {
  DescribeStateMachineForExecution: describeMachine,
}
