import type { MapState, States } from "./states.ts"
import { statesWithin } from "./states-within.ts"

/** Where a distributed Map lies within EXPRESS children: they have none, as no EXPRESS machine has. */
export function* mapsInExpress(machine: States): Generator<(string | number)[]> {
  for (const { state, path } of statesWithin(machine)) {
    if (state.Type !== "Map" || !isExpress(state)) continue
    const within = statesWithin(state.ItemProcessor.States, [...path, "ItemProcessor", "States"])
    for (const inner of within) {
      if (inner.state.Type === "Map" && isDistributed(inner.state)) yield [...inner.path]
    }
  }
}

function isDistributed({ ItemProcessor }: MapState): boolean {
  return ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED"
}

function isExpress({ ItemProcessor: { ProcessorConfig } }: MapState): boolean {
  return ProcessorConfig?.Mode === "DISTRIBUTED" && ProcessorConfig.ExecutionType === "EXPRESS"
}
