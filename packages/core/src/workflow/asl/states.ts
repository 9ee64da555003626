import * as z from "zod"
import { checkGraph } from "./graph.ts"
import { Label } from "./label.ts"
import { ItemBatcher, ItemReader, ProcessorConfig, ResultWriter } from "./map-fields.ts"
import { ChoiceState, FailState, PassState, SucceedState, WaitState } from "./simple-states.ts"
import { described, ENDS_ONCE, end, endsOnce, failures, result } from "./state-fields.ts"
import { TaskState } from "./task-state.ts"
import { Expression, Literal, Template, wholeNumber } from "./template.ts"

/** An interface, since the states of a Parallel or a Map hold states again. */
export interface States {
  [name: string]: State
}
export const States: z.ZodType<States> = z.lazy(() => z.record(z.string().min(1).max(80), State))

export const Branch = z
  .strictObject({ Comment: z.string().optional(), StartAt: Literal, States })
  .superRefine(checkGraph)
export type Branch = z.infer<typeof Branch>

export const ParallelState = z
  .strictObject({
    Type: z.literal("Parallel"),
    ...described,
    Branches: z.array(Branch).min(1),
    Arguments: Template.optional(),
    ...result,
    ...failures,
    ...end,
  })
  .refine(endsOnce, ENDS_ONCE)
export type ParallelState = z.infer<typeof ParallelState>

export const ItemProcessor = z
  .strictObject({
    Comment: z.string().optional(),
    ProcessorConfig: ProcessorConfig.optional(),
    StartAt: Literal,
    States,
  })
  .superRefine(checkGraph)
export type ItemProcessor = z.infer<typeof ItemProcessor>

/** AWS takes the tolerated failures of an inline Map too, and heeds them nowhere. */
const DISTRIBUTED_ONLY = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] as const

export const MapState = z
  .strictObject({
    Type: z.literal("Map"),
    ...described,
    ItemProcessor,
    /** An array, or in a distributed Map an object, each of whose fields is an item. */
    Items: z
      .union([Expression, z.array(Template), z.record(z.string(), Template)], {
        error: "must be an array, an object or a {% %} that answers one",
      })
      .optional(),
    ItemReader: ItemReader.optional(),
    ItemSelector: Template.optional(),
    ItemBatcher: ItemBatcher.optional(),
    ResultWriter: ResultWriter.optional(),
    Label: Label.optional(),
    /** 0 is no limit of its own: 10,000 where the map is distributed. */
    MaxConcurrency: wholeNumber(0, 10_000).optional(),
    ToleratedFailureCount: wholeNumber(0, 1_000_000_000).optional(),
    /** 0 to 100. */
    ToleratedFailurePercentage: z
      .union([z.number().min(0).max(100), Expression], {
        error: "must be a number from 0 to 100, or a {% %} that answers one",
      })
      .optional(),
    ...result,
    ...failures,
    ...end,
  })
  .superRefine((state, context) => {
    if (state.Items !== undefined && state.ItemReader !== undefined) {
      context.addIssue({ code: "custom", message: "has Items and ItemReader: one or the other" })
    }
    if (state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED") return
    if (typeof state.Items === "object" && !Array.isArray(state.Items)) {
      context.addIssue({ code: "custom", path: ["Items"], message: "must be an array in an inline map" })
    }
    for (const field of DISTRIBUTED_ONLY) {
      if (state[field] !== undefined) {
        context.addIssue({ code: "custom", path: [field], message: "belongs to a DISTRIBUTED map only" })
      }
    }
  })
  .refine(endsOnce, ENDS_ONCE)
export type MapState = z.infer<typeof MapState>

export const State = z.discriminatedUnion("Type", [
  PassState,
  TaskState,
  ChoiceState,
  WaitState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
])
export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState
