import type { States } from "./states.ts"
import { statesWithin } from "./states-within.ts"

export type RepeatedName = { readonly path: (string | number)[]; readonly message: string }

/**
 * States and Labels whose name is another's too, at any depth: AWS takes each once in a machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
 */
export function* repeatedNames(machine: States): Generator<RepeatedName> {
  const names = new Set<string>()
  const labels = new Set<string>()
  for (const { name, state, path } of statesWithin(machine)) {
    if (names.has(name)) yield { path: [...path], message: "has a name that another state has too" }
    names.add(name)
    const label = state.Type === "Map" ? state.Label : undefined
    if (label === undefined) continue
    if (labels.has(label))
      yield { path: [...path, "Label"], message: `its Label "${label}" is another Map's too` }
    labels.add(label)
  }
}
