import * as z from "zod"
import { readExecution } from "../state/executions.ts"
import { findMachine } from "../state/machines.ts"
import { findRedriveFault, findRedriveToken, redrive as redriveKept } from "../state/redrive.ts"
import { ApiError, executionDoesNotExist } from "./api-error.ts"
import { parentOf } from "./arns.ts"
import { Arn } from "./fields.ts"
import { type ApiContext, makeOperation, type Operation, toSeconds } from "./operation.ts"

const ClientToken = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[!-~]+$/)

/** With a token that is known already, nothing is done again. */
const redrive = makeOperation(
  z.object({ executionArn: Arn, clientToken: ClientToken.optional() }),
  async (context, { executionArn, clientToken }) => {
    const { state, engines } = context
    const { id, setup } = parentOf(state, executionArn)
    const known = findKnown(context, id, clientToken)
    if (known !== null) return { redriveDate: toSeconds(known) }
    checkRedrivable(context, id, executionArn)
    // what cannot be opened leaves the execution as it is
    const engine = await engines.open(setup)
    const meanwhile = findKnown(context, id, clientToken)
    if (meanwhile !== null) return { redriveDate: toSeconds(meanwhile) }
    const time = context.now()
    const kept = checkRedrivable(context, id, executionArn)
    redriveKept(state, kept, time, clientToken)
    engine.executions.resume(kept.machine, kept.name)
    return { redriveDate: toSeconds(time) }
  },
)

function findKnown({ state, now }: ApiContext, id: number, token: string | undefined): number | null {
  return token === undefined ? null : findRedriveToken(state, id, token, now())
}

/** The execution as it is now. Throws ExecutionNotRedrivable. */
function checkRedrivable({ state, now }: ApiContext, id: number, arn: string) {
  const kept = readExecution(state, id)
  if (kept === null) throw executionDoesNotExist(arn)
  const isDeleting = findMachine(state, kept.machine)?.is_deleting === 1
  const fault = isDeleting ? "State machine is in DELETING status" : findRedriveFault(state, kept, now())
  if (fault !== null) throw new ApiError("ExecutionNotRedrivable", fault)
  return kept
}

export const redriveOperations: Readonly<Record<string, Operation>> = { RedriveExecution: redrive }
