import { appendFileSync, readFileSync } from "node:fs"
import type { DeployedFunction } from "./deployed-function.ts"
import { makeExecutionEnvironment } from "./execution-environment.ts"

/** What is known only once the engine is up. */
export type World = {
  readonly functions: readonly DeployedFunction[]
  /** Of their environments, beside their own: where S3 is, and who signs in. */
  readonly extra: Readonly<Record<string, string>>
  /** A file with the name of each function that was called, a line. */
  readonly calls: string
}

/** The deployed functions for `mapfold serve --functions`, by their names; `path` is of a `World`, as JSON, at the first call. */
export function makeFunctions(names: readonly string[], path: string) {
  return Object.fromEntries(
    names.map((name) => {
      let call: ((event: unknown) => Promise<unknown>) | undefined
      const open = () => {
        const { functions, extra, calls }: World = JSON.parse(readFileSync(path, "utf8"))
        const invoke = makeExecutionEnvironment(functions.find((made) => made.name === name)!, extra)
        return (event: unknown) => {
          appendFileSync(calls, `${name}\n`)
          return invoke(event)
        }
      }
      return [
        name,
        (event: unknown) => {
          call ??= open()
          return call(event)
        },
      ]
    }),
  )
}
