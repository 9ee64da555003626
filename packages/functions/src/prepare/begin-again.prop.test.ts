import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { againInput } from "@mapfold/core/prepare/again-input"
import fc from "fast-check"
import { expect, test } from "vitest"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import { reportOf, runWorkflow } from "../run-workflow.fixture.ts"

const YEAR = 2025
const STATIONS = 12

const made = [...madeStations({ year: YEAR, stations: STATIONS })].map(({ key, bytes }) => ({
  key,
  bytes: bytes.slice(),
}))
const encoder = new TextEncoder()

/** What can be wrong with an object. */
const DAMAGES = {
  none: (bytes: Uint8Array) => bytes,
  /** It fails. */
  header: () => encoder.encode("this,is\nno,station\n"),
  /** It has a reject. */
  row: (bytes: Uint8Array) =>
    encoder.encode(`${new TextDecoder().decode(bytes).trimEnd()}\n"x","2025-01-01"\n`),
}
type Damage = keyof typeof DAMAGES

async function putAll(memory: ReturnType<typeof makeMemoryStore>, damages: readonly Damage[]): Promise<void> {
  for (const [at, { key, bytes }] of made.entries())
    await memory.store.put("in", key, DAMAGES[damages[at] ?? "none"](bytes))
}

const sizes = fc.array(fc.integer({ min: 1, max: STATIONS }), { minLength: 1, maxLength: 4 })
const damage = fc.constantFrom<Damage>("none", "none", "none", "header", "row")
const crash = fc.constantFrom(null, null, null, "FAILED" as const, "PENDING" as const)

const arbitraryStory = fc.record({
  damages: fc.array(damage, { minLength: STATIONS, maxLength: STATIONS }),
  crashes: fc.array(crash, { minLength: STATIONS, maxLength: STATIONS }),
  /** Objects that are mended before the first repair; the others are before the second. */
  mended: fc.array(fc.boolean(), { minLength: STATIONS, maxLength: STATIONS }),
  sizes: fc.tuple(sizes, sizes, sizes),
})

const input = { year: YEAR, tolerate: { objects: "100%", records: "100%" } }

test("a repaired run, and one that reduces it again, has the bytes of a run that nothing happened to", async () => {
  const whole = makeMemoryStore("in", "out")
  await putAll(whole, [])
  const undisturbed = await runWorkflow(whole, [gsodHottest], { run: "whole", request: input, sizes: [5] })
  const files = ["result.json", "result.csv"] as const
  const expected = files.map((name) => whole.text("out", `runs/whole/${name}`))
  const objects = { listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 }

  await fc.assert(
    fc.asyncProperty(arbitraryStory, async ({ damages, crashes, mended, sizes: [first, second, third] }) => {
      const memory = makeMemoryStore("in", "out")
      await putAll(memory, damages)
      const crashed = (place: number) => crashes[place] ?? null
      const started = await runWorkflow(memory, [gsodHottest], {
        run: "r1",
        request: input,
        sizes: first,
        crashed,
      })
      const isFaulty = started.reduced?.complete !== true
      fc.pre(isFaulty)
      await putAll(
        memory,
        damages.map((of, at) => (mended[at] ? "none" : of)),
      )
      const repair = againInput(input, { kind: "repairs", run: "r1" })
      await runWorkflow(memory, [gsodHottest], {
        run: "r2",
        request: repair,
        sizes: second,
        crashed: (at) => (mended[at] ? null : crashed(at)),
      })
      let last = "r2"
      if (!reportOf(memory, "r2").complete) {
        await putAll(memory, [])
        const request = againInput(repair, { kind: "repairs", run: "r2" })
        await runWorkflow(memory, [gsodHottest], { run: "r3", request, sizes: third })
        last = "r3"
      }
      const reduce = againInput(repair, { kind: "reduces", run: last })
      const reduced = await runWorkflow(memory, [gsodHottest], { run: "r4", request: reduce })
      expect(reduced.mapped).toEqual([])
      for (const run of [last, "r4"]) {
        expect(files.map((name) => memory.text("out", `runs/${run}/${name}`))).toEqual(expected)
        expect(reportOf(memory, run)).toMatchObject({ complete: true, objects, gone: 0 })
        expect(reportOf(memory, run).records).toEqual(reportOf(whole, "whole").records)
      }
      expect(memory.text("out", "results/gsod-hottest/year=2025/result.json")).toBe(expected[0])
    }),
    { numRuns: 40 },
  )
  expect(undisturbed.reduced).toMatchObject({ complete: true })
})
