import { statSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { InvalidFunctionFile } from "../errors.ts"
import { registerPackageHooks } from "../job-file/package-hooks.ts"
import type { Handler } from "../workers/handler.ts"

/** A Lambda function's name, without its version: `f`, `f:3`, `arn:aws:lambda:eu-west-1:123456789012:function:f:3`. */
export function functionName(target: string): string {
  const [, name] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(target) ?? []
  return name ?? target.split(":")[0]!
}

/** The handlers that a module exports, by their names. Throws `InvalidFunctionFile`. */
export async function loadFunctions(file: string): Promise<Record<string, Handler>> {
  const fail = (what: string): never => {
    throw new InvalidFunctionFile(`function file ${file}: ${what}`)
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return fail("there is no such file")
  registerPackageHooks()
  const loaded = await import(pathToFileURL(file).href).catch((error: Error) =>
    fail(`it cannot be loaded: ${error.name}: ${error.message}`),
  )
  const exported = Object.entries({ ...Object(loaded.default), ...loaded })
  const handlers = exported.filter((entry): entry is [string, Handler] => typeof entry[1] === "function")
  if (handlers.length === 0)
    return fail('it exports no functions, as "export async function name(event) { … }" would')
  return Object.fromEntries(handlers)
}
