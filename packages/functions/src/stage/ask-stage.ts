import { type Action, ask } from "../runs/aws/aws-errors.ts"
import { NoRegion } from "./errors.ts"

/** The same as `ask`, and says that there is no Region, which the client finds out at its first call. */
export async function askStage<T>(action: Action, call: () => Promise<T>): Promise<T> {
  try {
    return await ask(action, call)
  } catch (error) {
    throw error instanceof Error && /^Region is missing/.test(error.message) ? new NoRegion() : error
  }
}
