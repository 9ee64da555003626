import { type Machine, parseMachine } from "@mapfold/core/workflow/asl/machine"
import type { State, States } from "@mapfold/core/workflow/asl/states"
import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import { InvalidDefinition } from "@mapfold/core/workflow/errors"
import { problemOf, type Seen } from "../jsonata/check-expression.ts"

/**
 * A definition that comes from outside as a machine, with its expressions parsed: what AWS refuses when a machine is
 * made does not fail in the middle of a run. Throws `InvalidDefinition`.
 */
export function loadMachine(definition: unknown): Machine {
  const machine = parseMachine(definition)
  const problems = [...problemsIn(machine.States, "")]
  if (problems.length > 0) throw new InvalidDefinition(problems)
  return machine
}

function* problemsIn(states: States, outer: string): Generator<string> {
  for (const [name, state] of Object.entries(states)) {
    const place = `${outer}state "${name}" › `
    for (const [field, value] of Object.entries(state)) {
      if (field === "ItemProcessor") yield* problemsIn((value as { States: States }).States, place)
      else if (field === "Branches")
        for (const branch of value as { States: States }[]) yield* problemsIn(branch.States, place)
      else yield* problemsOf(value, [field], state, place)
    }
  }
}

function* problemsOf(value: unknown, path: string[], state: State, place: string): Generator<string> {
  if (isExpression(value)) {
    const problem = problemOf(expressionText(value), seenBy(state, path))
    if (problem !== undefined) yield `${place}${path.join("/")}: ${value} ${problem}`
  } else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) yield* problemsOf(part, [...path, name], state, place)
  }
}

/** What was done shows where the state is left, and what went wrong where it is caught. */
function seenBy(state: State, [field, , caught]: readonly string[]): Seen {
  const isLeaving = (name: string | undefined) => name === "Output" || name === "Assign"
  const hasResult = state.Type === "Task" || state.Type === "Map" || state.Type === "Parallel"
  return { result: hasResult && isLeaving(field), errorOutput: field === "Catch" && isLeaving(caught) }
}
