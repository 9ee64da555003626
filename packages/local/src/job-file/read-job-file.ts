import { statSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { isJob } from "@mapfold/core/job/define-job"
import type { Job } from "@mapfold/core/job/job"
import { InvalidJobFile } from "../errors.ts"
import { registerPackageHooks } from "./package-hooks.ts"

/** A module that is still loading after so many milliseconds waits for something that does not come. */
const LOAD_MS = 30_000

const ADVICE = `a job file ends in "export default defineJob({ … })", or in a list of such jobs`

/** The jobs that a module exports by default: one, or a list. Throws `InvalidJobFile`. */
export async function readJobFile(path: string): Promise<readonly Job[]> {
  const fail = (what: string): never => {
    throw new InvalidJobFile(`job file ${path}: ${what}`)
  }
  const found = await importDefault(path, fail)
  if (found === undefined) return fail(`it has no default export; ${ADVICE}`)
  if (!Array.isArray(found)) return isJob(found) ? [found] : fail(`its default export ${complain(found)}`)
  if (found.length === 0) return fail(`its default export is an empty list; ${ADVICE}`)
  for (const [index, job] of found.entries()) {
    if (!isJob(job)) return fail(`number ${index + 1} of the list that it exports ${complain(job)}`)
  }
  const jobs = found as Job[]
  const doubled = jobs.find(({ name }, index) => jobs.findIndex((other) => other.name === name) !== index)
  if (doubled !== undefined)
    return fail(`two of its jobs are named "${doubled.name}"; give each its own name`)
  return jobs
}

type Fail = (what: string) => never

async function importDefault(path: string, fail: Fail): Promise<unknown> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return fail("there is no such file")
  registerPackageHooks()
  const url = pathToFileURL(path).href
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it is not loaded after ${LOAD_MS / 1_000} s`)), LOAD_MS)
  })
  try {
    const loaded = (await Promise.race([import(url), late])) as { readonly default?: unknown }
    return loaded.default
  } catch (error) {
    return fail(`it cannot be loaded: ${describe(error, [path, url])}`)
  } finally {
    clearTimeout(timer)
  }
}

/** The error, and on which line of the file it arose where its stack says so. */
function describe(error: unknown, names: readonly string[]): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`
  const lines = (error.stack ?? "").split("\n")
  const line = lines.map((entry) => lineIn(entry, names)).find((found) => found !== null) ?? null
  return `${line === null ? "" : `line ${line}: `}${error.name}: ${error.message}`
}

function lineIn(entry: string, names: readonly string[]): string | null {
  const name = names.find((candidate) => entry.includes(`${candidate}:`))
  if (name === undefined) return null
  return /^\d+/.exec(entry.slice(entry.indexOf(name) + name.length + 1))?.[0] ?? null
}

function complain(value: unknown): string {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value)
  if (isObject) return `is an object that defineJob has not made; ${ADVICE}`
  const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`
  return `is ${kind} and no job; ${ADVICE}`
}
