import { parentPort } from "node:worker_threads"
import type { ApartAnswer, ApartRequest } from "./apart.ts"
import { APART_TIMEOUT } from "./limits.ts"
import { parseExpression } from "./parse-expression.ts"
import { plainJson } from "./plain-json.ts"
import { describeQueryError } from "./query-error.ts"

parentPort!.on("message", async (request: ApartRequest) => parentPort!.postMessage(await answer(request)))
parentPort!.postMessage("ready")

async function answer({ text, bindings, now }: ApartRequest): Promise<ApartAnswer> {
  const sources = { uuid: () => crypto.randomUUID(), random: Math.random, now: () => now }
  try {
    const value: unknown = await parseExpression(text, sources, APART_TIMEOUT).evaluate(undefined, bindings)
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
