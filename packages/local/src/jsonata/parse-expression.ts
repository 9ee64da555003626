import jsonata from "jsonata"
import { awsFunctions, type FunctionSources } from "./functions.ts"
import { LIMITS, SHARED_TIMEOUT } from "./limits.ts"
import { regexEngine } from "./regex-engine.ts"

/** An expression that knows AWS's functions and is bounded, with `timeout` in milliseconds. Throws JSONata's own error where the text is none. */
export function parseExpression(
  text: string,
  sources: FunctionSources,
  timeout: number = SHARED_TIMEOUT,
): jsonata.Expression {
  const parsed = jsonata(text, { ...LIMITS, timeout, RegexEngine: regexEngine })
  for (const [name, { implementation, signature }] of Object.entries(awsFunctions(sources))) {
    parsed.registerFunction(name, implementation, signature)
  }
  // AWS has none: to call it is to call what is no function
  parsed.assign("eval", undefined)
  return parsed
}
