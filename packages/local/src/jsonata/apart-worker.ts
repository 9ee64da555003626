import { parentPort } from "node:worker_threads"
import type jsonata from "jsonata"
import type { ApartAnswer, ApartRequest } from "./apart.ts"
import { APART_TIMEOUT } from "./limits.ts"
import { parseExpression } from "./parse-expression.ts"
import { plainJson } from "./plain-json.ts"
import { describeQueryError } from "./query-error.ts"

parentPort!.on("message", async (request: ApartRequest) => parentPort!.postMessage(await answer(request)))
parentPort!.postMessage("ready")

/** Expressions that are kept parsed: a machine has a few, whose items come one after the other. */
const MAX_PARSED = 100

const parsed = new Map<string, jsonata.Expression>()
const sources = { uuid: () => crypto.randomUUID(), random: Math.random }

function parse(text: string): jsonata.Expression {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const expression = parseExpression(text, sources, APART_TIMEOUT)
  if (parsed.size >= MAX_PARSED) parsed.clear()
  parsed.set(text, expression)
  return expression
}

async function answer({ text, bindings }: ApartRequest): Promise<ApartAnswer> {
  try {
    const value: unknown = await parse(text).evaluate(undefined, bindings)
    return { type: "value", value: checked(value) }
  } catch (error) {
    if (error === UNSUPPORTED) return { type: "unsupported" }
    return { type: "failed", description: describeQueryError(error) }
  }
}

const UNSUPPORTED = Symbol("unsupported")

function checked(value: unknown): unknown {
  try {
    return plainJson(value)
  } catch (error) {
    throw error instanceof RangeError ? error : UNSUPPORTED
  }
}
