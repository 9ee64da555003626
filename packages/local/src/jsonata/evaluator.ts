import type { MaybePromise } from "@mapfold/core/store/object-store"
import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import type jsonata from "jsonata"
import { QueryFailed } from "../errors.ts"
import { makeApart } from "./apart.ts"
import type { FunctionSources } from "./functions.ts"
import { SHARED_TIMEOUT } from "./limits.ts"
import { isLinear } from "./linear.ts"
import { all, andThen } from "./maybe-promise.ts"
import { parseExpression } from "./parse-expression.ts"
import { plainJson } from "./plain-json.ts"
import { ASK_JSONATA, type Bindings, compilePlainPath } from "./plain-path.ts"
import { describeQueryError } from "./query-error.ts"
import { variablesIn } from "./variables.ts"

/** Evaluates whatever may hold `{% %}`. Throws `QueryFailed`, with the expression and its field. */
export type Evaluator = {
  /** The template with every expression replaced by its value. `field` is its place in the state: `Output`. */
  evaluate(template: unknown, bindings: Bindings, field: string): MaybePromise<unknown>
}

type Compiled = (bindings: Bindings) => MaybePromise<unknown>

/** One thread for all that needs one: what is evaluated in it takes milliseconds, or is ended. */
const evaluateApart = makeApart()

/** Both compile once: an expression by its text, a template by its identity. */
export function makeEvaluator(sources: FunctionSources): Evaluator {
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

function compileExpression(text: string, field: string, sources: FunctionSources): Compiled {
  const where = `The JSONata expression '${text}' specified for the field '${field}'`
  const full = compileJsonata({ text, field, where }, sources)
  const getter = compilePlainPath(text)
  const checked = (value: unknown): unknown => {
    if (value === undefined) throw new QueryFailed(`${where} returned nothing (undefined).`, field)
    return value
  }
  if (getter === null) return async (bindings) => checked(await full(bindings))
  return (bindings) => {
    const value = getter(bindings)
    return value === ASK_JSONATA ? full(bindings).then(checked) : checked(value)
  }
}

type Place = { readonly text: string; readonly field: string; readonly where: string }

type Parsed = {
  readonly expression: jsonata.Expression
  readonly names: ReadonlySet<string>
  isLinear: boolean
}

/** Parses at its first use: a plain path hardly ever needs it. */
function compileJsonata(place: Place, sources: FunctionSources): (bindings: Bindings) => Promise<unknown> {
  let parsed: Parsed | undefined
  const failed = (description: string) =>
    new QueryFailed(`${place.where} threw an error during evaluation${description}`, place.field)
  return async (bindings) => {
    try {
      parsed ??= parse(place.text, sources)
    } catch (error) {
      throw failed(describeQueryError(error))
    }
    if (!parsed.isLinear) {
      const seen = pick(bindings, parsed.names)
      const answer = await evaluateApart({ text: place.text, bindings: seen })
      if (answer.type === "value") return answer.value
      throw answer.type === "failed" ? failed(answer.description) : unsupported(place)
    }
    let value: unknown
    try {
      value = await parsed.expression.evaluate(undefined, bindings as Record<string, unknown>)
    } catch (error) {
      throw failed(describeQueryError(error))
    }
    try {
      return plainJson(value)
    } catch (error) {
      throw error instanceof RangeError ? failed(describeQueryError(error)) : unsupported(place)
    }
  }
}

function unsupported({ where, field }: Place): QueryFailed {
  return new QueryFailed(`${where} returned an unsupported result type.`, field)
}

function parse(text: string, sources: FunctionSources): Parsed {
  const expression = parseExpression(text, sources, SHARED_TIMEOUT)
  const ast = expression.ast()
  return { expression, names: variablesIn(ast), isLinear: isLinear(text, ast) }
}

function pick(bindings: Bindings, names: ReadonlySet<string>): Bindings {
  return Object.fromEntries(Object.entries(bindings).filter(([name]) => names.has(name)))
}
