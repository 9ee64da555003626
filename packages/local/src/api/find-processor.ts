import { labelOf } from "@mapfold/core/workflow/asl/label"
import type { Machine } from "@mapfold/core/workflow/asl/machine"
import type { State } from "@mapfold/core/workflow/asl/states"

type States = Readonly<Record<string, State>>

/** The definition of the children of the Distributed Map with this label, wherever in a machine it stands; null where none does. */
export function findProcessor(definition: string, label: string): string | null {
  const processor = findIn((JSON.parse(definition) as Machine).States, label)
  return processor === null ? null : JSON.stringify(processor)
}

function findIn(states: States, label: string): unknown {
  for (const [name, state] of Object.entries(states)) {
    if (isLabelled(state, name, label)) return state.ItemProcessor
    for (const inner of innerStates(state)) {
      const found = findIn(inner, label)
      if (found !== null) return found
    }
  }
  return null
}

function isLabelled(state: State, name: string, label: string): state is Extract<State, { Type: "Map" }> {
  if (state.Type !== "Map" || state.ItemProcessor.ProcessorConfig?.Mode !== "DISTRIBUTED") return false
  return labelOf(name, state) === label
}

function innerStates(state: State): readonly States[] {
  if (state.Type === "Map") return [state.ItemProcessor.States]
  return state.Type === "Parallel" ? state.Branches.map(({ States }) => States) : []
}
