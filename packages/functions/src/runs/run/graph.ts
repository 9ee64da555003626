import { labelOf } from "@mapfold/core/workflow/asl/label"
import * as z from "zod"

/** Of a definition, what its graph is drawn from; the rest, and states of later versions, may be what they like. */
const Targets = z.array(z.looseObject({ Next: z.string().optional() }))
const State = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Label: z.string().optional(),
  Choices: Targets.optional(),
  Catch: Targets.optional(),
})
const Definition = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), State) })

export type GraphState = {
  readonly name: string
  readonly type: string
  /** Of a Distributed Map: what its map runs' ARNs have of it. */
  readonly label: string
  /** Names of the states that may follow. */
  readonly next: readonly string[]
}

/** The states of a machine, each after those that lead to it; none where the definition cannot be read. */
export function readGraph(definition: unknown): readonly GraphState[] {
  const parsed = Definition.safeParse(definition)
  if (!parsed.success) return []
  const { StartAt, States } = parsed.data
  const names = new Set([StartAt])
  const graph: GraphState[] = []
  for (const name of names) {
    const state = Object.hasOwn(States, name) ? States[name] : undefined
    if (state === undefined) continue
    const next = [
      state.Next,
      ...(state.Choices ?? []).map((choice) => choice.Next),
      state.Default,
      ...(state.Catch ?? []).map((rule) => rule.Next),
    ].filter((target) => target !== undefined)
    for (const target of next) names.add(target)
    graph.push({
      ...{ name, type: state.Type, next: [...new Set(next)] },
      label: labelOf(name, state),
    })
  }
  return sortByDepth(graph)
}

/** By the longest way from the first state; of a loop, as far as one round of all states leads. */
function sortByDepth(graph: readonly GraphState[]): readonly GraphState[] {
  const depths = new Map(graph.map(({ name }) => [name, 0]))
  for (const _ of graph)
    for (const { name, next } of graph)
      for (const target of next) {
        const known = depths.get(target)
        const depth = depths.get(name)! + 1
        if (known !== undefined && depth > known && depth <= graph.length) depths.set(target, depth)
      }
  return [...graph].sort((left, right) => depths.get(left.name)! - depths.get(right.name)!)
}
