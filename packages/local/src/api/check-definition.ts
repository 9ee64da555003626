import { InvalidDefinition } from "@mapfold/core/workflow/errors"
import * as z from "zod"
import { loadMachine } from "../interpreter/load-machine.ts"
import { ApiError } from "./api-error.ts"
import { Definition } from "./fields.ts"
import { makeOperation, type Operation } from "./operation.ts"

type Problem = {
  readonly code: "INVALID_JSON_DESCRIPTION" | "SCHEMA_VALIDATION_FAILED"
  readonly message: string
}

/** What is wrong with a definition, for running it here: nothing where it can be run. */
function findProblems(definition: string): readonly Problem[] {
  try {
    loadMachine(JSON.parse(definition))
    return []
  } catch (error) {
    if (error instanceof SyntaxError) return [{ code: "INVALID_JSON_DESCRIPTION", message: error.message }]
    if (!(error instanceof InvalidDefinition)) throw error
    return error.problems.map((message) => ({ code: "SCHEMA_VALIDATION_FAILED", message }))
  }
}

/** The definition itself. Throws InvalidDefinition with all that is wrong with it. */
export function checkDefinition(definition: string): string {
  const problems = findProblems(definition)
  const [first] = problems
  if (first === undefined) return definition
  const why = problems.map(({ message }) => message).join("\n")
  throw new ApiError("InvalidDefinition", `Invalid State Machine Definition: '${first.code}: ${why}'`)
}

const MAX_DIAGNOSTICS = 100

/** Here there are errors alone. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
const validate = makeOperation(
  z.object({
    definition: Definition,
    type: z.enum(["STANDARD", "EXPRESS"]).optional(),
    severity: z.enum(["ERROR", "WARNING"]).optional(),
    maxResults: z.int().min(0).max(MAX_DIAGNOSTICS).default(0),
  }),
  (_, { definition, maxResults }) => {
    const problems = findProblems(definition)
    const count = maxResults === 0 ? MAX_DIAGNOSTICS : maxResults
    return {
      result: problems.length === 0 ? "OK" : "FAIL",
      diagnostics: problems.slice(0, count).map((problem) => ({ severity: "ERROR", ...problem })),
      truncated: problems.length > count,
    }
  },
)

export const definitionOperations: Readonly<Record<string, Operation>> = {
  ValidateStateMachineDefinition: validate,
}
