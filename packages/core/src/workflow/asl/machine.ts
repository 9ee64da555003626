import * as z from "zod"
import { InvalidDefinition } from "../errors.ts"
import { checkGraph } from "./graph.ts"
import { mapsInExpress } from "./maps-in-express.ts"
import { describeIssue } from "./problems.ts"
import { repeatedNames } from "./repeated-names.ts"
import { type State, States } from "./states.ts"
import { Literal } from "./template.ts"

/**
 * A state machine in the JSONata dialect of Amazon States Language, as far as the embedded engine supports it.
 *
 * Nothing is ignored: a field that the engine does not know is an error.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export const Machine = z
  .strictObject({
    Comment: z.string().optional(),
    QueryLanguage: z.literal("JSONata").optional(),
    Version: z.literal("1.0").optional(),
    /** Seconds that the whole execution may take. */
    TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
    StartAt: Literal,
    States,
  })
  .superRefine(checkGraph)
  .superRefine((machine, context) => {
    for (const issue of repeatedNames(machine.States)) context.addIssue({ code: "custom", ...issue })
    for (const path of mapsInExpress(machine.States)) {
      const message = "is a DISTRIBUTED map within EXPRESS children, which have none: make them STANDARD"
      context.addIssue({ code: "custom", path, message })
    }
    if (machine.QueryLanguage === "JSONata") return
    for (const [name, state] of Object.entries(machine.States)) {
      if (isJsonPath(state)) {
        const message =
          "is in JSONPath, the default: set QueryLanguage to JSONata, here or for the whole machine"
        context.addIssue({ code: "custom", path: ["States", name], message })
      }
    }
  })
export type Machine = z.infer<typeof Machine>

/** How deep a definition may be nested: AWS's own limit is its size, which at this depth holds no sensible machine. */
const MAX_DEPTH = 200

/** The definition as a machine. Throws `InvalidDefinition` with every problem found, each naming its state and field. */
export function parseMachine(definition: unknown): Machine {
  if (isDeeperThan(MAX_DEPTH, definition)) {
    throw new InvalidDefinition([`the machine: is nested deeper than ${MAX_DEPTH}`])
  }
  const parsed = Machine.safeParse(definition)
  if (parsed.success) return parsed.data
  throw new InvalidDefinition(parsed.error.issues.flatMap(describeIssue))
}

/** Asked before anything walks the definition by calling itself. */
function isDeeperThan(limit: number, definition: unknown): boolean {
  let level: unknown[] = [definition]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    )
  }
  return false
}

/** Without expressions or data, a Fail state means the same in both languages. */
function isJsonPath(state: State): boolean {
  return state.QueryLanguage === undefined && state.Type !== "Fail"
}
