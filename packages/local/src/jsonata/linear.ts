import type jsonata from "jsonata"
import { isLinearPattern } from "./regex-engine.ts"

/** A node as jsonata makes it: its own types leave out half of the kinds and fields. */
type Node = {
  readonly type: string
  readonly value?: unknown
  readonly steps?: readonly Node[]
  readonly stages?: readonly Node[]
  readonly predicate?: readonly Node[]
  readonly group?: unknown
  readonly tuple?: boolean
  readonly expr?: Node
  readonly expression?: Node
  readonly expressions?: readonly Node[]
  readonly arguments?: readonly Node[]
  readonly procedure?: Node
  readonly condition?: Node
  readonly then?: Node
  readonly else?: Node
  /** Two operands, or in an object constructor the pairs of names and values. */
  readonly lhs?: Node | readonly (readonly [Node, Node])[]
  readonly rhs?: Node
}

/** Builtins that look at each part of what they are given once, and make no more of it. */
const ONCE = new Set([
  ...["count", "sum", "max", "min", "average", "abs", "floor", "ceil", "round", "sqrt", "power", "number"],
  ...["boolean", "not", "exists", "type", "string", "length", "substring", "substringBefore"],
  ...["substringAfter", "lowercase", "uppercase", "trim", "contains", "split", "join", "base64encode"],
  ...["base64decode", "encodeUrl", "encodeUrlComponent", "keys", "lookup", "merge", "append", "reverse"],
  ...["now", "millis", "parse", "hash", "uuid", "random", "partition", "range", "error"],
])

/** Those that take a picture as a second argument, and search with what they make of it. */
const WITHOUT_PICTURE = new Set(["toMillis", "fromMillis"])

const OPERATORS = new Set([
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  "<=",
  ">",
  ">=",
  "=",
  "!=",
  "and",
  "or",
  "&",
  "in",
  "..",
])

/** Of an expression, so that what it says again and again stays small. */
const MAX_LENGTH = 4_000
const MAX_PATTERN = 100

/**
 * Whether evaluating the expression takes time and memory in proportion to what it sees: paths, arithmetic,
 * comparisons, AWS's functions, and filters that compare an item's own fields. It has no function of its own, no
 * variable and nothing that builds an array or a text anew for each item.
 */
export function isLinear(text: string, ast: jsonata.ExprNode): boolean {
  return text.length <= MAX_LENGTH && isOnce(ast as unknown as Node)
}

/** What is evaluated once. */
function isOnce(node: Node): boolean {
  if (node.group !== undefined || node.tuple === true) return false
  if (![...(node.predicate ?? []), ...(node.stages ?? [])].every(isFilter)) return false
  switch (node.type) {
    case "string":
    case "number":
    case "value":
    case "variable":
      return true
    case "path":
      return node.steps!.every((step, at) => (at === 0 ? isOnce(step) || isName(step) : isName(step)))
    case "binary":
      return OPERATORS.has(String(node.value)) && isOnce(node.lhs as Node) && isOnce(node.rhs!)
    case "unary":
      return isOnceUnary(node)
    case "condition":
      return [node.condition, node.then, node.else].every((part) => part === undefined || isOnce(part))
    case "block":
      return node.expressions!.every(isOnce)
    case "function":
      return isOnceCall(node)
    default:
      return false
  }
}

function isOnceUnary(node: Node): boolean {
  if (node.value === "-") return isOnce(node.expression!)
  if (node.value === "[") return node.expressions!.every(isOnce)
  return node.value === "{" && (node.lhs as [Node, Node][]).every((pair) => pair.every(isOnce))
}

function isOnceCall(node: Node): boolean {
  const name = node.procedure?.type === "variable" ? String(node.procedure.value) : ""
  const given = node.arguments ?? []
  if (WITHOUT_PICTURE.has(name)) return given.length === 1 && given.every(isOnce)
  return (
    ONCE.has(name) &&
    given.every((argument) => isOnce(argument) || (name === "contains" && isShort(argument)))
  )
}

function isShort({ type, value }: Node): boolean {
  return (
    type === "regex" &&
    value instanceof RegExp &&
    value.source.length <= MAX_PATTERN &&
    isLinearPattern(value)
  )
}

function isName(node: Node): boolean {
  const filters = [...(node.predicate ?? []), ...(node.stages ?? [])]
  return node.type === "name" && node.group === undefined && node.tuple !== true && filters.every(isFilter)
}

/** What is evaluated for each item: it must look at that item alone. */
function isFilter({ type, expr }: Node): boolean {
  return type === "filter" && expr !== undefined && (isPlace(expr) || isCondition(expr))
}

/** A literal, a variable or a number made of them: an index. */
function isPlace(node: Node): boolean {
  if (node.group !== undefined || node.predicate !== undefined || node.stages !== undefined) return false
  if (node.type === "number" || node.type === "string" || node.type === "value") return true
  if (node.type === "unary") return node.value === "-" && isPlace(node.expression!)
  if (node.type === "binary")
    return ["+", "-", "*"].includes(String(node.value)) && isPlace(node.lhs as Node) && isPlace(node.rhs!)
  return node.type === "variable" || isPath(node, "variable")
}

/** One side of each comparison is the item's own or a literal, so that no large value is looked at for each item. */
function isCondition(node: Node): boolean {
  if (node.type === "block") return node.expressions!.every(isCondition)
  if (isPath(node, "name")) return true
  if (node.type === "function") {
    const name = node.procedure?.type === "variable" ? node.procedure.value : ""
    return (name === "not" || name === "exists") && (node.arguments ?? []).every(isCondition)
  }
  if (node.type !== "binary") return false
  const [lhs, rhs] = [node.lhs as Node, node.rhs!]
  if (node.value === "and" || node.value === "or") return isCondition(lhs) && isCondition(rhs)
  if (!["=", "!=", "<", "<=", ">", ">="].includes(String(node.value))) return false
  const isOwn = (side: Node) => isPath(side, "name") || ["string", "number", "value"].includes(side.type)
  return (isOwn(lhs) || isOwn(rhs)) && [lhs, rhs].every((side) => isOwn(side) || isPlace(side))
}

function isPath(node: Node, first: "name" | "variable"): boolean {
  if (node.type !== "path" || node.group !== undefined) return false
  return node.steps!.every(
    (step, at) =>
      step.type === (at === 0 ? first : "name") &&
      step.group === undefined &&
      step.predicate === undefined &&
      step.stages === undefined &&
      step.tuple !== true,
  )
}
