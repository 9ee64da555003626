import { execFile } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { describe, expect, inject, test } from "vitest"
import type { DeployedFunction } from "./lambda/deployed-function.ts"
import { environmentOf } from "./lambda/environment.ts"

const { functions } = inject("deployment")

/** Bytes of the processor's code, of which there may be a thousand cold starts a run. */
const MOST_PROCESSOR_BYTES = 1_000_000
/** Bytes of any other's. */
const MOST_BYTES = 1_500_000
/** Milliseconds from an empty process to a handler that can be called. */
const MOST_MILLISECONDS = 150
/** An import is measured so often, and the median counts. */
const TIMES = 5

const bundleOf = ({ folder }: DeployedFunction) => join(folder, "bundle.mjs")

function named(part: string): DeployedFunction {
  const found = functions.find(({ name }) => name.endsWith(`-${part}`))
  if (found === undefined) throw new TypeError(`no function of the deploy is called ${part}`)
  return found
}

/** The packages that a bundle is made of, and `packages/…` for sources of our own. */
function partsOf({ sourceMap }: DeployedFunction): Set<string> {
  const { sources } = JSON.parse(readFileSync(sourceMap, "utf8")) as { readonly sources: readonly string[] }
  return new Set(
    sources.map(
      (source) =>
        /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? source.replace(/^.*\/(?=packages\/)/, ""),
    ),
  )
}

/**
 * Milliseconds that importing the code takes in a process of its own, with Lambda's environment: by the clock or, where other
 * processes have a part of that, of its own computing. Lambda's runtime has the global.
 */
async function measureImport(made: DeployedFunction): Promise<number> {
  const script = `
    globalThis.awslambda = { streamifyResponse: (handler) => handler }
    const [at, before] = [performance.now(), process.cpuUsage()]
    await import(${JSON.stringify(pathToFileURL(bundleOf(made)).href)})
    const [clock, { user, system }] = [performance.now() - at, process.cpuUsage(before)]
    console.log(Math.min(clock, (user + system) / 1_000))
  `
  const options = { env: environmentOf(made, {}), cwd: made.folder }
  const flags = ["--input-type=module", "--eval", script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, options)
  return Number(stdout)
}

async function medianImport(made: DeployedFunction): Promise<number> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) times.push(await measureImport(made))
  return times.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)]!
}

describe("the bundles", () => {
  test("are there for each function", () => {
    expect(functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        ["prepare", "process", "reduce", "status", "marker", "schedule"].map((part) => `mapfold-ci-${part}`),
      ),
    )
  })

  test("are small", () => {
    const processor = named("process")
    for (const made of functions) {
      const { size } = statSync(bundleOf(made))
      console.log(`${made.name}: ${size.toLocaleString("en")} bytes`)
      expect(size, made.name).toBeLessThanOrEqual(made === processor ? MOST_PROCESSOR_BYTES : MOST_BYTES)
    }
  })

  test("of prepare and the processor have neither arquero nor jsonata in them", () => {
    expect(partsOf(named("reduce"))).toContain("arquero")
    for (const part of ["prepare", "process"]) {
      const parts = partsOf(named(part))
      // what they must have: the map tells the truth
      expect(parts).toContain("@aws-sdk/client-s3")
      expect(parts).toContain(`packages/functions/src/lambda/${part}.ts`)
      expect([...parts].filter((name) => /arquero|flechette|jsonata/.test(name))).toEqual([])
    }
    for (const made of functions) expect(partsOf(made), made.name).not.toContain("jsonata")
  })

  test("are imported quickly", async () => {
    const took = new Map<string, number>()
    for (const made of functions) took.set(made.name, await medianImport(made))
    for (const [name, milliseconds] of took)
      console.log(`${name}: imported in ${Math.round(milliseconds)} ms, median of ${TIMES}`)
    expect(took.get(named("process").name)).toBeLessThanOrEqual(MOST_MILLISECONDS)
  })
})
