import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { makeResultFiles } from "@mapfold/core/reduce/result-files"
import { batchKey } from "@mapfold/core/run/layout"
import type { TallyFile } from "@mapfold/core/tally/tally-file"
import { makeTallyFold } from "@mapfold/core/tally/tally-fold"
import type { Item } from "@mapfold/core/workflow/payloads"
import fc from "fast-check"
import { expect, test } from "vitest"
import { makeMemoryStore } from "./memory-store.fixture.ts"
import { makeProcess } from "./process.ts"

const YEAR = 2025
const STATIONS = 40

const BATCH_INPUT = {
  run: "run",
  job: gsodHottest.name,
  jobVersion: gsodHottest.version,
  params: { year: YEAR },
  suffix: ".csv",
  references: {},
  input: "in",
  output: "out",
}

/** Some made objects in a bucket, and the handler over them. */
async function makeScene() {
  const memory = makeMemoryStore("in", "out")
  for (const { key, bytes } of madeStations({ year: YEAR, stations: STATIONS })) {
    await memory.store.put("in", key, bytes)
  }
  const items: Item[] = []
  for await (const page of memory.store.list("in")) {
    for (const { key, size, etag } of page) items.push({ Key: key, Size: size, Etag: etag })
  }
  const process = makeProcess({ jobs: [gsodHottest], store: memory.store, clock: () => 0 })
  const tallyOf = async (batch: readonly Item[]): Promise<TallyFile> => {
    const event = { BatchInput: BATCH_INPUT, Items: batch, next: 0, last: true }
    const answer = await process(event, { getRemainingTimeInMillis: () => 120_000 })
    return JSON.parse(memory.text("out", batchKey("run", answer.batch))).tally
  }
  return { items, tallyOf }
}

async function resultBytes(tallies: readonly TallyFile[]): Promise<string[]> {
  const fold = makeTallyFold(gsodHottest)
  for (const tally of tallies) fold.add(tally)
  const files = await makeResultFiles({
    job: gsodHottest.name,
    params: { year: YEAR },
    complete: true,
    rows: fold.rows(),
  })
  return files.map(({ bytes }) => new TextDecoder().decode(bytes))
}

/** The items cut into batches after each of the given sizes in turn. */
function cut(items: readonly Item[], sizes: readonly number[]): Item[][] {
  const batches: Item[][] = []
  for (let at = 0, turn = 0; at < items.length; turn++) {
    const size = sizes[turn % sizes.length]!
    batches.push(items.slice(at, at + size))
    at += size
  }
  return batches
}

/** A number that looks random, from an index and a seed. */
function mix(index: number, seed: number): number {
  return Math.imul(index + 1, (seed | 1) ^ 0x9e3779b1) >>> 0
}

test("the result's bytes depend on no order, no cut into batches, and no second attempt", async () => {
  const { items, tallyOf } = await makeScene()
  const expected = await resultBytes([await tallyOf(items)])
  expect(JSON.parse(expected[0]!).rows).toHaveLength(12)
  const arbitraryRun = fc.record({
    order: fc.shuffledSubarray([...items.keys()], { minLength: items.length }),
    sizes: fc.array(fc.integer({ min: 1, max: items.length }), { minLength: 1, maxLength: 6 }),
    seed: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async ({ order, sizes, seed }) => {
      const batches = cut(
        order.map((index) => items[index]!),
        sizes,
      )
      const tallies: TallyFile[] = []
      for (const [index, batch] of batches.entries()) {
        const tally = await tallyOf(batch)
        // A child that runs twice, its items in another order, says the same to the last byte.
        if ((seed + index) % 3 === 0) {
          expect(JSON.stringify(await tallyOf([...batch].reverse()))).toBe(JSON.stringify(tally))
        }
        tallies.push(tally)
      }
      // Children end in any order.
      const ended = [...tallies.keys()].sort((left, right) => mix(left, seed) - mix(right, seed))
      expect(await resultBytes(ended.map((index) => tallies[index]!))).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})
