import type * as z from "zod"
import type { State, States } from "./states.ts"

/** Every name that a state may go on to. */
export function targetsOf(state: State): string[] {
  const targets: string[] = []
  if ("Next" in state && state.Next !== undefined) targets.push(state.Next)
  if ("Catch" in state) targets.push(...(state.Catch ?? []).map((rule) => rule.Next))
  if (state.Type === "Choice") {
    targets.push(...state.Choices.map((rule) => rule.Next))
    if (state.Default !== undefined) targets.push(state.Default)
  }
  return targets
}

/**
 * Adds an issue for a missing StartAt, a Next to nowhere, a state that nothing leads to, and a machine that nothing ends.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export function checkGraph(
  machine: { readonly StartAt: string; readonly States: States },
  context: z.core.$RefinementCtx,
): void {
  const { StartAt, States } = machine
  if (!Object.hasOwn(States, StartAt)) {
    context.addIssue({ code: "custom", path: ["StartAt"], message: `there is no state "${StartAt}"` })
    return
  }
  if (!Object.values(States).some(isTerminal)) {
    const message = "no state ends it: one must have End, or be a Succeed or Fail"
    context.addIssue({ code: "custom", path: ["States"], message })
  }
  const reached = new Set([StartAt])
  for (const name of reached) {
    for (const target of targetsOf(States[name]!)) {
      if (Object.hasOwn(States, target)) reached.add(target)
      else
        context.addIssue({
          code: "custom",
          path: ["States", name],
          message: `there is no state "${target}" to go to`,
        })
    }
  }
  for (const name of Object.keys(States)) {
    if (!reached.has(name)) {
      context.addIssue({ code: "custom", path: ["States", name], message: "nothing leads to it" })
    }
  }
}

function isTerminal(state: State): boolean {
  return state.Type === "Succeed" || state.Type === "Fail" || ("End" in state && state.End === true)
}
