import type { Job } from "@mapfold/core/job/job"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { makeMemoryStore } from "./memory-store.fixture.ts"
import { makePrepare } from "./prepare.ts"

const job = {
  name: "weather",
  version: 1,
  params: z.object({ year: z.int() }),
  references: {},
  input: ({ year }) => ({ prefix: `${year}/`, suffix: "" }),
} as Partial<Job> as Job

async function prepare(request: unknown) {
  const memory = makeMemoryStore("in", "out")
  for (const key of ["2025/a", "2025/b"]) await memory.store.put("in", key, new Uint8Array(3))
  const handler = makePrepare({ jobs: [job], store: memory.store })
  const answer = handler({ run: "run-1", input: "in", output: "out", request })
  return { memory, answer }
}

describe("Prepare", () => {
  test("answers what the map needs, and writes nothing for a listed run", async () => {
    const { memory, answer } = await prepare({ year: 2025 })
    expect(await answer).toMatchObject({ run: "run-1", reader: "listed", prefix: "2025/" })
    expect(await answer).not.toHaveProperty("only")
    expect(memory.keys("out")).toEqual([])
  })

  test("writes the chosen objects as items, in the order they were chosen in", async () => {
    const { memory, answer } = await prepare({ year: 2025, only: ["2025/b", "2025/a"] })
    expect(await answer).toMatchObject({ reader: "items" })
    expect(await answer).not.toHaveProperty("only")
    expect(memory.text("out", "runs/run-1/items.jsonl")).toBe(
      '{"Key":"2025/b","Size":3,"Etag":"\\"v2\\""}\n{"Key":"2025/a","Size":3,"Etag":"\\"v1\\""}\n',
    )
  })

  test("refuses chosen objects that are not there, and names at most twenty", async () => {
    const only = ["2025/a", ...Array.from({ length: 21 }, (_, at) => `2025/missing-${at}`)]
    const { memory, answer } = await prepare({ year: 2025, only })
    await expect(answer).rejects.toMatchObject({
      name: "InvalidRunInput",
      message: expect.stringMatching(
        /not in bucket "in": "2025\/missing-0", .*"2025\/missing-19" and 1 more; a key is the whole path in it$/,
      ),
    })
    expect(memory.keys("out")).toEqual([])
  })

  test("lets the name of the error through by which the workflow catches it", async () => {
    const { answer } = await prepare({ year: "abc" })
    await expect(answer).rejects.toMatchObject({ name: "InvalidRunInput" })
  })
})
