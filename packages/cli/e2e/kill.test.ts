import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { readKept } from "./kill/kept.ts"
import { killAt } from "./kill/kill-at.ts"

const STATIONS = 60
const BATCHES = 15
/** One run a home, killed once in each phase. */
const HOMES = 10

/** In which thread, and at which paths, a run is in the phase; how many such calls there are at least. */
const PHASES = {
  listing: { inMain: true, part: "/in/2025/", calls: STATIONS },
  mapping: { inMain: false, part: "/in/2025/", calls: 8 },
  "writing results": { inMain: true, part: "/map/", calls: 5 },
  reducing: { inMain: true, part: "/batches/", calls: BATCHES },
  publishing: { inMain: true, part: "/out/results/", calls: 6 },
} as const
type Phase = keyof typeof PHASES

const { path: folder, remove } = scratch()
const input = join(folder, "in")
const undisturbed = homeOf("undisturbed")

type Home = {
  readonly home: string
  readonly output: string
  readonly start: string[]
  readonly goOn: string[]
}

function homeOf(name: string): Home {
  const [home, output] = [join(folder, name), join(folder, name, "out")]
  const folders = ["--input", input, "--output", output, "--dir", home]
  const start = ["run", "gsod-hottest", "--year", "2025", ...folders, "--batch-objects", "4", "--json"]
  return { home, output, start, goOn: ["resume", "--dir", home, "--json"] }
}

beforeAll(async () => {
  await mapfold(["sample", "--stations", `${STATIONS}`, "--to", input])
  summaryOf(await mapfold(undisturbed.start), "SUCCEEDED")
})
afterAll(remove)

/** Runs the command until it is in the phase, and kills it there. Answers whether it came to it. */
function killIn(phase: Phase, args: readonly string[], mark: string): Promise<boolean> {
  const { inMain, part, calls } = PHASES[phase]
  return killAt({ inMain, part, call: 1 + Math.floor(Math.random() * calls), mark }, args)
}

/** Kills one run in every phase, one after the other, then lets it end. Answers the phases that it was killed in. */
async function killEverywhere({ home, output, start, goOn }: Home): Promise<Phase[]> {
  const hit: Phase[] = []
  for (const phase of Object.keys(PHASES) as Phase[]) {
    const before = existsSync(join(home, "state.db")) ? readKept(home).ended : []
    if (
      await killIn(phase, hit.length === 0 ? start : goOn, join(folder, `${hit.length}-${Math.random()}`))
    ) {
      hit.push(phase)
    }
    const after = new Map(readKept(home).ended.map((child) => [child.name, child]))
    for (const child of before) expect(after.get(child.name)).toStrictEqual(child)
  }
  const last = await mapfold(goOn)
  const summary = summaryOf(last, "SUCCEEDED")
  expect(summary).toMatchObject({ complete: true, published: true })
  expect(summary.objects).toStrictEqual({ listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 })
  expectSame(output, summary.run)
  return hit
}

const result = (output: string, name: string) =>
  readFileSync(join(output, `results/gsod-hottest/year=2025/${name}`), "utf8")

function expectSame(output: string, run: string): void {
  const [whole] = keysIn(undisturbed.output).flatMap(
    (key) => /^runs\/([^/]+)\/report\.json$/.exec(key)?.[1] ?? [],
  )
  for (const name of ["result.json", "result.csv"]) {
    expect(result(output, name)).toBe(result(undisturbed.output, name))
    expect(readFileSync(join(output, `runs/${run}/${name}`), "utf8")).toBe(result(undisturbed.output, name))
  }
  const counts = (folder: string, of: string) => {
    const { run: _, startedAt, phases, times, ...rest } = readJson(folder, `runs/${of}/report.json`)
    return rest
  }
  expect(counts(output, run)).toStrictEqual(counts(undisturbed.output, whole!))
  const keys = (folder: string, of: string) =>
    keysIn(folder)
      .filter((key) => key.startsWith(`runs/${of}/`))
      .map((key) => key.replace(of, "").replace(/map\/[^/]+/, "map"))
  expect(keys(output, run)).toStrictEqual(keys(undisturbed.output, whole!))
  expect(keysIn(output).filter((key) => key.includes(".mapfold-tmp-"))).toStrictEqual([])
}

describe("a run that is killed", () => {
  it("ends as if nothing had happened, wherever it was killed and however often", async () => {
    const hits: Phase[] = []
    const homes = Array.from({ length: HOMES }, (_, index) => homeOf(`home-${index}`))
    const work = async () => {
      for (let home = homes.pop(); home !== undefined; home = homes.pop())
        hits.push(...(await killEverywhere(home)))
    }
    await Promise.all([work(), work()])
    const counts = Object.keys(PHASES).map(
      (phase) => [phase, hits.filter((hit) => hit === phase).length] as const,
    )
    console.log(
      `killed ${hits.length} times: ${counts.map(([phase, times]) => `${phase} ${times}`).join(", ")}`,
    )
    for (const [, times] of counts) expect(times).toBeGreaterThanOrEqual(5)
    expect(hits.length).toBe(HOMES * Object.keys(PHASES).length)
  }, 300_000)

  it("has nothing left to go on with", async () => {
    const ended = await mapfold(["resume", "--dir", undisturbed.home])
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toContain("Nothing was cut off")
  })
})
