import type { KeptManifest } from "@mapfold/core/reduce/map-results"
import { type Child, readChildrenOf, readKeptManifest } from "@mapfold/core/reduce/read-children"
import { expect, test } from "vitest"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import { makeChildKeeper } from "./keep-children.ts"

const ABOUT: Omit<KeptManifest, "ResultFiles"> = {
  ...{ kind: "repairs", run: "old", reader: "listed", asOf: null, again: 1 },
  gone: { count: 0, examples: [] },
}

/** A child with so many items, which its line has a little more than 100 bytes of each for. */
function child(state: Child["state"], name: string, items: number): Child {
  const Items = Array.from({ length: items }, (_, at) => ({
    Key: `${name}-${at}`,
    Size: at,
    Etag: '"0123456789abcdef0123456789abcdef"',
  }))
  const BatchInput = {
    run: "old",
    job: "j",
    jobVersion: 1,
    params: {},
    suffix: "",
    references: {},
    input: "in",
    output: "out",
  }
  const base = { Name: name, Input: { BatchInput, Items } }
  if (state === "SUCCEEDED") return { state, entry: { ...base, Output: { batches: [name], failed: [] } } }
  return {
    state,
    entry: { ...base, Status: state, ...(state === "FAILED" ? { Error: "Crash", Cause: "it broke" } : {}) },
  }
}

async function keepAll(children: readonly Child[]) {
  const memory = makeMemoryStore("out")
  const keeper = makeChildKeeper(memory.store, "out", "new")
  for (const child of children) await keeper.add(child)
  const Key = await keeper.finish(ABOUT)
  const manifest = await readKeptManifest(memory.store, { Bucket: "out", Key })
  const kept: Child[] = []
  for await (const child of readChildrenOf(memory.store, "out", manifest)) kept.push(child)
  return { memory, manifest, kept }
}

test("children are read back as they were, as those of the run that keeps them", async () => {
  const children = [
    child("SUCCEEDED", "a", 3),
    child("FAILED", "b", 1),
    child("PENDING", "c", 2),
    child("SUCCEEDED", "d", 1),
  ]
  const { manifest, kept, memory } = await keepAll(children)
  const own = children.map((child) => {
    const copy = structuredClone(child)
    copy.entry.Input.BatchInput.run = "new"
    return copy
  })
  expect(kept).toEqual([own[0], own[3], own[1], own[2]])
  expect(manifest).toMatchObject(ABOUT)
  expect(memory.writes.at(-1)).toBe("s3://out/runs/new/kept/manifest.json")
})

test("many children are written as several files, each of which fits in memory", async () => {
  const children = Array.from({ length: 24 }, (_, at) => child("SUCCEEDED", `c${at}`, 15_000))
  const { manifest, kept } = await keepAll(children)
  const files = manifest.ResultFiles.SUCCEEDED
  expect(files.length).toBeGreaterThan(2)
  expect(Math.max(...files.map(({ Size }) => Size))).toBeLessThanOrEqual(8 * 1024 * 1024)
  expect(kept.map(({ entry }) => entry.Name)).toEqual(children.map(({ entry }) => entry.Name))
})

test("a run that keeps nothing has a manifest of no files", async () => {
  const { manifest, memory } = await keepAll([])
  expect(manifest.ResultFiles).toEqual({ SUCCEEDED: [], FAILED: [], PENDING: [] })
  expect(memory.keys("out")).toEqual(["runs/new/kept/manifest.json"])
})
