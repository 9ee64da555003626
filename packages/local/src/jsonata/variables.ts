import type jsonata from "jsonata"

/** The names that an expression may take from outside: of variables anywhere in it. */
export function variablesIn(ast: jsonata.ExprNode): ReadonlySet<string> {
  const names = new Set<string>()
  for (const node of nodesIn(ast)) {
    if (node.type === "variable" && typeof node.value === "string") names.add(node.value)
  }
  return names
}

type Node = { readonly type?: unknown; readonly value?: unknown }

/** Every object of the tree, itself included; without recursion, since an expression may be nested deep. */
export function* nodesIn(ast: unknown): Generator<Node> {
  const left: unknown[] = [ast]
  const seen = new Set<unknown>()
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next !== "object" || next === null || next instanceof RegExp || seen.has(next)) continue
    seen.add(next)
    if (!Array.isArray(next)) yield next as Node
    for (const part of Object.values(next)) left.push(part)
  }
}
