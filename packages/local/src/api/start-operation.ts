import { randomUUID } from "node:crypto"
import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import * as z from "zod"
import { readLinks } from "../engine/again.ts"
import { WORKFLOW } from "../engine/workflow-name.ts"
import type { Engine } from "../engine.ts"
import { ExecutionNameTaken } from "../errors.ts"
import { findExecution, type KeptExecution } from "../state/executions.ts"
import type { State } from "../state/state.ts"
import { ApiError, validationFailed } from "./api-error.ts"
import { arnsFor, liveMachineOf } from "./arns.ts"
import { Arn, Name } from "./fields.ts"
import { checkName } from "./names.ts"
import { makeOperation, type Operation, toSeconds } from "./operation.ts"

/** The same name and input again, while it runs, is the same execution. */
const start = makeOperation(
  z.object({
    stateMachineArn: Arn,
    name: Name.optional(),
    input: z.string().default("{}"),
    traceHeader: z.string().max(256).optional(),
  }),
  ({ state, engines }, { stateMachineArn, name: given, input }) => {
    checkLength(input)
    const name = checkName(given ?? randomUUID())
    const { name: machine, definition } = liveMachineOf(state, stateMachineArn)
    checkInput(input)
    const executionArn = arnsFor(machine).execution(name)
    const isSame = (kept: KeptExecution | null) => kept?.status === "RUNNING" && kept.input === input
    const startIn = ({ executions }: Engine) => {
      try {
        executions.start({ machine, definition, name, input })
      } catch (error) {
        if (!(error instanceof ExecutionNameTaken)) throw error
        if (!isSame(findExecution(state, machine, name)))
          throw new ApiError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`)
      }
      return { executionArn, startDate: toSeconds(findExecution(state, machine, name)!.started) }
    }
    const first = machine === WORKFLOW ? findFirst(state, input) : null
    return first === null ? startIn(engines.main) : engines.open(first.setup).then(startIn)
  },
)

/** The run that this one begins with: what it did lies in its own buckets. */
function findFirst(state: State, input: string): KeptExecution | null {
  const { repairs, reduces } = readLinks(input)
  const name = repairs ?? reduces
  return name === null ? null : findExecution(state, WORKFLOW, name)
}

/** In bytes, which a schema does not count. Throws ValidationException. */
function checkLength(input: string): void {
  if (Buffer.byteLength(input) <= MAX_PAYLOAD_BYTES) return
  const constraint = `Member must have length less than or equal to ${MAX_PAYLOAD_BYTES}`
  throw validationFailed(
    `1 validation error detected: Value at 'input' failed to satisfy constraint: ${constraint}`,
  )
}

/** Levels of arrays and objects within each other: what an expression may answer, too. */
const MAX_DEPTH = 1_000

/** Throws InvalidExecutionInput. */
function checkInput(input: string): void {
  try {
    JSON.parse(input)
  } catch (error) {
    throw invalidInput((error as Error).message)
  }
  if (depthOf(input) > MAX_DEPTH) throw invalidInput(`it is nested deeper than ${MAX_DEPTH}`)
}

function invalidInput(why: string): ApiError {
  return new ApiError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`)
}

/** Of JSON, without walking what it holds: that takes a stack. */
function depthOf(json: string): number {
  let [depth, deepest] = [0, 0]
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{[}\]]/g)) {
    if (token === "{" || token === "[") deepest = Math.max(deepest, ++depth)
    else if (token === "}" || token === "]") depth--
  }
  return deepest
}

export const startOperations: Readonly<Record<string, Operation>> = { StartExecution: start }
