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

/** Characters of a state's name that stand in its map runs' ARNs where it has no label. */
const LABEL_LENGTH = 40

/** The states of a machine, from the first on, breadth first; none where the definition cannot be read. */
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
      label: state.Label ?? name.slice(0, LABEL_LENGTH),
    })
  }
  return graph
}
