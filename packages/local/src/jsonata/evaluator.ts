import type { MaybePromise } from "@mapfold/core/store/object-store"
import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import jsonata from "jsonata"
import { QueryFailed } from "../errors.ts"
import { awsFunctions, type FunctionSources } from "./functions.ts"
import { all, andThen } from "./maybe-promise.ts"
import { plainJson } from "./plain-json.ts"
import { ASK_JSONATA, type Bindings, compilePlainPath } from "./plain-path.ts"

/** Evaluates whatever may hold `{% %}`. Throws `QueryFailed`, with the expression and its field. */
export type Evaluator = {
  /** The template with every expression replaced by its value. `field` is its place in the state: `Output`. */
  evaluate(template: unknown, bindings: Bindings, field: string): MaybePromise<unknown>
}

/** A runaway expression is ended: an expression over 256 KiB of input takes milliseconds. */
const LIMITS = {
  /** Milliseconds. */
  timeout: 5_000,
  /** Nested calls; jsonata's own frames take several of Node's, whose stack ends at about 10,000. */
  stack: 500,
  /** Elements of a sequence: 256 KiB of input hold at most half as many. */
  sequence: 262_144,
}

type Compiled = (bindings: Bindings) => MaybePromise<unknown>

/** Both compile once: an expression by its text, a template by its identity. */
export function makeEvaluator(sources: FunctionSources & { now(): number }): Evaluator {
  const expressions = new Map<string, Compiled>()
  const templates = new WeakMap<object, Compiled>()

  const compileText = (text: string, field: string): Compiled => {
    const known = expressions.get(`${field}\n${text}`)
    if (known !== undefined) return known
    const compiled = compileExpression(text, field, sources)
    expressions.set(`${field}\n${text}`, compiled)
    return compiled
  }

  const compile = (template: unknown, field: string): Compiled => {
    if (isExpression(template)) return compileText(expressionText(template), field)
    if (typeof template !== "object" || template === null) return () => template
    const known = templates.get(template)
    if (known !== undefined) return known
    const compiled = isConstant(template)
      ? () => template
      : Array.isArray(template)
        ? compileArray(template, field)
        : compileObject(template, field)
    templates.set(template, compiled)
    return compiled
  }

  const compileArray = (template: unknown[], field: string): Compiled => {
    const elements = template.map((element, at) => compile(element, `${field}[${at}]`))
    return (bindings) => all(elements.map((element) => element(bindings)))
  }

  const compileObject = (template: object, field: string): Compiled => {
    const names = Object.keys(template)
    const fields = Object.entries(template).map(([name, value]) => compile(value, `${field}/${name}`))
    const assemble = (values: unknown[]) => {
      const object: Record<string, unknown> = {}
      for (let at = 0; at < names.length; at++) set(object, names[at]!, values[at])
      return object
    }
    return (bindings) => andThen(all(fields.map((value) => value(bindings))), assemble)
  }

  return { evaluate: (template, bindings, field) => compile(template, field)(bindings) }
}

/** No expression lies within: the template is its own value. */
function isConstant(template: unknown): boolean {
  if (isExpression(template)) return false
  if (typeof template !== "object" || template === null) return true
  return Object.values(template).every(isConstant)
}

/** `__proto__` is a name like any other. */
function set(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

function compileExpression(
  text: string,
  field: string,
  sources: FunctionSources & { now(): number },
): Compiled {
  const where = `The JSONata expression '${text}' specified for the field '${field}'`
  const full = compileJsonata(text, where, sources)
  const getter = compilePlainPath(text)
  const checked = (value: unknown): unknown => {
    if (value === undefined) throw new QueryFailed(`${where} returned nothing (undefined).`)
    return value
  }
  if (getter === null) return async (bindings) => checked(await full(bindings))
  return (bindings) => {
    const value = getter(bindings)
    return value === ASK_JSONATA ? full(bindings).then(checked) : checked(value)
  }
}

/** Compiles at its first use: a plain path hardly ever needs it. */
function compileJsonata(
  text: string,
  where: string,
  sources: FunctionSources & { now(): number },
): (bindings: Bindings) => Promise<unknown> {
  let compiled: jsonata.Expression | undefined
  return async (bindings) => {
    let value: unknown
    try {
      compiled ??= parseExpression(text, sources)
      value = await compiled.evaluate(undefined, bindings as Record<string, unknown>)
    } catch (error) {
      throw new QueryFailed(`${where} threw an error during evaluation. ${describe(error)}`)
    }
    try {
      return plainJson(value)
    } catch {
      throw new QueryFailed(`${where} returned an unsupported result type.`)
    }
  }
}

/** Throws JSONata's own error where the text is no expression. */
export function parseExpression(
  text: string,
  sources: FunctionSources & { now(): number },
): jsonata.Expression {
  const compiled = jsonata(text, LIMITS)
  for (const [name, implementation] of Object.entries(awsFunctions(sources))) {
    compiled.registerFunction(name, implementation)
  }
  compiled.registerFunction("millis", () => sources.now())
  return compiled
}

/** `T1006: Attempted to invoke a non-function`. */
function describe(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error)
  const { code, message } = error as { code?: string; message?: string }
  return code === undefined ? String(message) : `${code}: ${message}`
}
