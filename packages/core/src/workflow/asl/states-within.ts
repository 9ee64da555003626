import type { State, States } from "./states.ts"

/** A state at any depth, and where it lies. */
export type PlacedState = {
  readonly name: string
  readonly state: State
  readonly path: readonly (string | number)[]
}

/** Every state of a machine: each is followed by those that lie within it. */
export function* statesWithin(
  states: States,
  path: readonly (string | number)[] = ["States"],
): Generator<PlacedState> {
  for (const [name, state] of Object.entries(states)) {
    const at = [...path, name]
    yield { name, state, path: at }
    if (state.Type === "Map") {
      yield* statesWithin(state.ItemProcessor.States, [...at, "ItemProcessor", "States"])
    } else if (state.Type === "Parallel") {
      for (const [index, branch] of state.Branches.entries())
        yield* statesWithin(branch.States, [...at, "Branches", index, "States"])
    }
  }
}
