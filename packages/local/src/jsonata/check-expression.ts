import jsonata from "jsonata"
import { nodesIn } from "./variables.ts"

/** The parts of `$states` that only some fields have. */
export type Seen = { readonly result: boolean; readonly errorOutput: boolean }

/**
 * What AWS refuses of an expression before anything runs, or undefined: what does not parse, `$`, `$$` and names without
 * a variable where nothing stands that they could mean, and parts of `$states` that the field does not have.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function problemOf(text: string, seen: Seen): string | undefined {
  let ast: Node
  try {
    ast = jsonata(text).ast() as unknown as Node
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    return `is no JSONata: ${code === undefined ? "" : `${code} `}${message}`
  }
  const loose = looseName(ast)
  if (loose !== undefined)
    return `uses "${loose}", which means nothing here: begin with $states or a variable`
  for (const part of ["result", "errorOutput"] as const) {
    if (!seen[part] && usesPart(ast, part)) return `uses $states.${part}, which this field does not have`
  }
  return undefined
}

type Node = {
  readonly type?: string
  readonly value?: unknown
  readonly steps?: readonly Node[]
}

/** Fields of a node whose expressions are evaluated for something that stands before them. */
const WITHIN = new Set(["predicate", "stages", "group", "terms", "body", "pattern", "update", "delete"])

/** The first name, `$` or `$$` that is evaluated where there is no context. */
function looseName(node: unknown): string | undefined {
  if (Array.isArray(node)) return firstOf(node)
  if (typeof node !== "object" || node === null || node instanceof RegExp) return undefined
  const { type, value, steps } = node as Node
  if (type === "lambda") return undefined
  if (type === "name") return String(value)
  if (type === "wildcard" || type === "descendant") return type === "wildcard" ? "*" : "**"
  if (type === "variable" && (value === "" || value === "$")) return `$${value}`
  if (type === "path") return looseName(steps![0])
  return firstOf(Object.entries(node).flatMap(([name, part]) => (WITHIN.has(name) ? [] : [part])))
}

function firstOf(parts: readonly unknown[]): string | undefined {
  for (const part of parts) {
    const found = looseName(part)
    if (found !== undefined) return found
  }
  return undefined
}

function usesPart(ast: Node, part: string): boolean {
  for (const node of nodesIn(ast)) {
    const [first, second] = (node as Node).steps ?? []
    if (first?.type === "variable" && first.value === "states" && second?.value === part) return true
  }
  return false
}
