import { type Action, ask } from "../runs/aws/aws-errors.ts"
import { NoRegion } from "./errors.ts"

/** `Region is missing` or `Region not accepted: region="nowhere_" is not a valid hostname component.` */
const NO_REGION = /^Region (is missing|not accepted: region="(.*)" is not)/

/** The same as `ask`, and says that there is no Region, or none of the name, which the client finds out at its first call. */
export async function askStage<T>(action: Action, call: () => Promise<T>): Promise<T> {
  try {
    return await ask(action, call)
  } catch (error) {
    const [found, , region] = (error instanceof Error && NO_REGION.exec(error.message)) || []
    throw found === undefined ? error : new NoRegion(region)
  }
}
