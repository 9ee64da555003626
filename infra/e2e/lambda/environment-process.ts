import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Answer, Call } from "./execution-environment.ts"

// One execution environment of a Lambda function: a process with the function's environment and its code, that is given one event
// at a time. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

type Handler = (event: unknown, context: object) => Promise<unknown>

/** What Lambda's runtime has for handlers that stream, which none here does that is called. */
Object.assign(globalThis, { awslambda: { streamifyResponse: (handler: Handler) => handler } })

const { LAMBDA_TASK_ROOT: root = "", _HANDLER: name = "" } = process.env
const [file = "", exported = ""] = name.split(".")

const loading: Promise<Record<string, Handler>> = import(pathToFileURL(join(root, `${file}.mjs`)).href)
// told with the first event
loading.catch(() => {})

async function answer({ event, context, milliseconds }: Call): Promise<Answer> {
  try {
    const handler = (await loading)[exported]
    if (handler === undefined) throw new TypeError(`${file}.mjs exports no ${exported}`)
    const end = performance.now() + milliseconds
    const getRemainingTimeInMillis = () => Math.max(0, end - performance.now())
    return { answer: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null }
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error))
    return { error: { name, message, stack } }
  }
}

process.on("message", async (call: Call) => process.send?.(await answer(call)))
// whoever calls it is gone
process.on("disconnect", () => process.exit())
