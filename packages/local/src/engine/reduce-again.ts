import { randomUUID } from "node:crypto"
import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import type { TaskState } from "@mapfold/core/workflow/asl/task-state"
import { FunctionFailed, NotRepairable } from "../errors.ts"
import { makeEvaluator } from "../jsonata/evaluator.ts"
import type { KeptExecution } from "../state/executions.ts"
import type { State } from "../state/state.ts"
import { FUNCTIONS, type Functions, makeInvoke } from "./functions.ts"
import type { Outcome } from "./outcome.ts"
import type { Progress } from "./progress.ts"
import { findMapRun } from "./repair-run.ts"
import type { Execution } from "./start-run.ts"

const PROGRESS: Progress = { phase: "reducing", objectsListed: 0, objectsDone: 0, rows: 0, bytes: 0 }

export type ReduceAgain = {
  readonly state: State
  readonly kept: KeptExecution
  readonly functions: Functions
}

/**
 * Calls Reduce as the run's own machine does, with what its map run came to. What is kept of the run stays as it is: only
 * its report and its result are made anew. Throws `NotRepairable`.
 */
export function reduceAgain({ state, kept, functions }: ReduceAgain): Execution {
  const { mapRun, prepared } = findMapRun(state, kept)
  if (mapRun.result === null)
    throw new NotRepairable(
      `the map of run "${kept.name}" has not succeeded: "mapfold redrive ${kept.name}" goes on with it`,
    )
  const input: unknown = JSON.parse(mapRun.result)
  const call = async (): Promise<Outcome> => {
    try {
      const payload = await evaluatePayload(kept, { prepared }, input)
      const signal = new AbortController().signal
      const output = await makeInvoke(functions)(FUNCTIONS.reduce, payload, { signal, tag: null })
      return { status: "SUCCEEDED", output: JSON.parse(JSON.stringify(output)) as unknown }
    } catch (error) {
      if (error instanceof FunctionFailed)
        return { status: "FAILED", error: error.errorType, cause: error.message }
      const { name, message } = error as Error
      return { status: "FAILED", error: name, cause: message }
    }
  }
  const done = call()
  return { run: kept.name, progress: () => PROGRESS, stop: async () => void (await done), done }
}

/** The arguments of the state Reduce, as the interpreter would evaluate them. */
async function evaluatePayload(
  { definition, name, started, input: request }: KeptExecution,
  variables: Readonly<Record<string, unknown>>,
  input: unknown,
): Promise<unknown> {
  const reduce = parseMachine(JSON.parse(definition)).States.Reduce as TaskState
  const { Payload } = reduce.Arguments as { readonly Payload: unknown }
  const Execution = {
    Name: name,
    Input: JSON.parse(request) as unknown,
    StartTime: new Date(started).toISOString(),
  }
  const evaluator = makeEvaluator({ uuid: randomUUID, random: Math.random, now: Date.now })
  const bindings = { ...variables, states: { input, context: { Execution } } }
  return evaluator.evaluate(Payload, bindings, "Arguments/Payload")
}
