import type { State, States } from "./states.ts"

export type RepeatedName = { readonly path: (string | number)[]; readonly message: string }

/**
 * States and Labels whose name is another's too, at any depth: AWS takes each once in a machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
 */
export function repeatedNames(machine: States): RepeatedName[] {
  const names = new Set<string>()
  const labels = new Set<string>()
  const repeated: RepeatedName[] = []
  const visit = (states: States, path: (string | number)[]): void => {
    for (const [name, state] of Object.entries(states)) {
      const at = [...path, name]
      if (names.has(name)) repeated.push({ path: at, message: "has a name that another state has too" })
      names.add(name)
      const label = state.Type === "Map" ? state.Label : undefined
      if (label !== undefined && labels.has(label))
        repeated.push({ path: [...at, "Label"], message: `its Label "${label}" is another Map's too` })
      if (label !== undefined) labels.add(label)
      for (const inner of innerMachines(state)) visit(inner.States, [...at, ...inner.path])
    }
  }
  visit(machine, ["States"])
  return repeated
}

/** Every machine that lies within a state. */
function innerMachines(state: State): { path: (string | number)[]; States: States }[] {
  if (state.Type === "Map") return [{ path: ["ItemProcessor", "States"], States: state.ItemProcessor.States }]
  if (state.Type !== "Parallel") return []
  return state.Branches.map((branch, at) => ({ path: ["Branches", at, "States"], States: branch.States }))
}
