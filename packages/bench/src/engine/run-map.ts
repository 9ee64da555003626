import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Engine, openEngine } from "@mapfold/local/engine"
import { BenchFailed } from "../errors.ts"
import { distributedMap, makeItems, type Work } from "./machines.ts"

const FUNCTIONS = fileURLToPath(new URL("./answer.mjs", import.meta.url))

/** An engine with a home and buckets of its own, and an object of so many items. */
export type MapWorld = {
  /** Runs the map, and checks that each child has succeeded. */
  run(work: Work): Promise<number>
  close(): Promise<void>
}

export async function openMapWorld(children: number): Promise<MapWorld> {
  const folder = mkdtempSync(join(tmpdir(), "mapfold-bench-"))
  const buckets = { input: join(folder, "input"), output: join(folder, "output") }
  for (const bucket of Object.values(buckets)) mkdirSync(bucket)
  writeItems(join(buckets.input, "items.jsonl"), children)
  const engine = await openEngine({ home: join(folder, "home"), buckets, functionFile: FUNCTIONS })
  let runs = 0
  return {
    async run(work) {
      const name = `${work}-${runs++}`
      const start = { machine: work, definition: distributedMap(work), name, input: "{}" }
      const outcome = await engine.executions.start(start).done
      if (outcome.status !== "SUCCEEDED") throw new BenchFailed(`${name} ended ${JSON.stringify(outcome)}`)
      return countSucceeded(engine)
    },
    async close() {
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A line an item, so many at a time: what is measured is not the memory of this. */
function writeItems(path: string, children: number): void {
  for (let from = 0; from < children; from += 1_000) {
    const lines = makeItems(Math.min(1_000, children - from), from).map((item) => `${JSON.stringify(item)}\n`)
    appendFileSync(path, lines.join(""))
  }
}

/** Of the last map run: the answer of a turn, which must be right. */
function countSucceeded({ executions: { state } }: Engine): number {
  const sql = `SELECT count(*) AS count FROM children
    WHERE status = 'SUCCEEDED' AND map_run = (SELECT max(id) FROM map_runs)`
  return Number(state.prepare(sql).get()?.count)
}
