import { labelOf } from "@mapfold/core/workflow/asl/label"
import type { Machine } from "@mapfold/core/workflow/asl/machine"
import type { State as MachineState } from "@mapfold/core/workflow/asl/states"
import * as z from "zod"
import type { KeptExecution } from "../state/executions.ts"
import { findMachine } from "../state/machines.ts"
import { arnsFor, executionOf } from "./arns.ts"
import { Arn, IncludedData } from "./fields.ts"
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
    const definition = label === null ? kept.definition : processorOf(kept, label)
    return {
      ...{ stateMachineArn: arnsFor(kept.machine).stateMachine, name: kept.machine },
      definition: includedData === "METADATA_ONLY" ? "{}" : definition,
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

/** The definition of a map run's children: of the Map whose label it is, wherever in the machine that stands. */
function processorOf({ definition }: KeptExecution, label: string): string {
  const processor = findProcessor((JSON.parse(definition) as Machine).States, label)
  return processor === null ? definition : JSON.stringify(processor)
}

function findProcessor(states: Readonly<Record<string, MachineState>>, label: string): unknown {
  for (const [name, state] of Object.entries(states)) {
    if (state.Type === "Map" && isLabelled(state, name, label)) return state.ItemProcessor
    for (const inner of innerStates(state)) {
      const found = findProcessor(inner, label)
      if (found !== null) return found
    }
  }
  return null
}

function isLabelled(state: Extract<MachineState, { Type: "Map" }>, name: string, label: string): boolean {
  return state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED" && labelOf(name, state) === label
}

function innerStates(state: MachineState): readonly Readonly<Record<string, MachineState>>[] {
  if (state.Type === "Map") return [state.ItemProcessor.States]
  return state.Type === "Parallel" ? state.Branches.map(({ States }) => States) : []
}

export const executionMachineOperations: Readonly<Record<string, Operation>> = {
  DescribeStateMachineForExecution: describeMachine,
}
