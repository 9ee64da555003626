import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { RUN_METRICS } from "@mapfold/core/workflow/run-metrics"
import type { Context } from "aws-lambda"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { startS3Server } from "../s3-server.fixture.ts"
import { makeLambdaStore } from "./lambda-store.ts"

let server: Awaited<ReturnType<typeof startS3Server>>

beforeEach(async () => {
  server = await startS3Server()
  vi.stubEnv("AWS_REGION", "eu-central-1")
  vi.stubEnv("AWS_ACCESS_KEY_ID", "id")
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret")
  vi.stubEnv("AWS_ENDPOINT_URL_S3", server.endpoint)
  vi.stubEnv("MAPFOLD_STAGE", "prod")
  vi.stubEnv("MAPFOLD_MEMORY", '{"prepare":512,"process":1769,"reduce":3008}')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.resetModules()
  await server.stop()
})

const context = { getRemainingTimeInMillis: () => 100_000, awsRequestId: "request-1" } as Context

/** The lines that are printed meanwhile, each parsed. */
async function printedBy(act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const lines: string[] = []
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0)
  const errors = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0)
  try {
    await act()
  } finally {
    spy.mockRestore()
    errors.mockRestore()
  }
  return lines.map((line) => JSON.parse(line))
}

const BATCH_INPUT = {
  ...{ run: "run-1", job: "gsod-hottest", jobVersion: gsodHottest.version, params: { year: 2025 } },
  ...{ suffix: ".csv", references: {}, input: "files", output: "files" },
}

describe("the Lambda functions", () => {
  test("prepare a run with the jobs there are, against S3", async () => {
    const { handler } = await import("./prepare.ts")
    const key = "2025/72306013713.csv"
    const event = { run: "run-1", input: "files", output: "files", request: { year: 2025, only: [key] } }
    const [refused] = await printedBy(() =>
      expect(handler(event, context, () => {})).rejects.toMatchObject({
        name: "InvalidRunInput",
        message: expect.stringContaining(key),
      }),
    )
    expect(refused).toMatchObject({ level: "ERROR", run: "run-1", error: { name: "InvalidRunInput" } })
    const store = makeLambdaStore(process.env)
    const { etag } = await store.put("files", key, new TextEncoder().encode("text"))
    const [prepared] = await printedBy(async () => {
      expect(await handler(event, context, () => {})).toMatchObject({ job: "gsod-hottest", reader: "items" })
    })
    expect(prepared).toMatchObject({ message: "run prepared", run: "run-1", job: "gsod-hottest" })
    expect(server.objects.get("runs/run-1/items.jsonl")?.bytes.toString()).toBe(
      `${JSON.stringify({ Key: key, Size: 4, Etag: etag })}\n`,
    )
  })

  test("log a run's lines as JSON, and its metrics by stage and job alone", async () => {
    const [{ handler: processBatch }, { handler: reduce }] = [
      await import("./process.ts"),
      await import("./reduce.ts"),
    ]
    const Items = [{ Key: "2025/1.csv", Size: 4, Etag: '"none"' }]
    const event = { BatchInput: BATCH_INPUT, Items, next: 0, last: true }
    let batch = ""
    const [failed, done] = await printedBy(async () => {
      batch = ((await processBatch(event, context, () => {})) as { batch: string }).batch
    })
    const { run } = BATCH_INPUT
    expect(failed).toMatchObject({
      ...{ level: "ERROR", message: "object failed", run, batch, object: "2025/1.csv" },
      ...{ error: { name: "ObjectNotFound" }, function_request_id: "request-1" },
    })
    expect(done).toMatchObject({
      level: "INFO",
      message: "batch processed",
      run,
      batch,
      objects: 1,
      failed: 1,
    })

    const store = makeLambdaStore(process.env)
    const put = (key: string, content: object) =>
      store.put("files", key, new TextEncoder().encode(JSON.stringify(content)))
    const child = {
      Name: "c",
      Input: JSON.stringify({ BatchInput: BATCH_INPUT, Items }),
      Status: "SUCCEEDED",
    }
    const Key = "runs/run-1/map/SUCCEEDED_0.jsonl"
    await put(Key, { ...child, Output: JSON.stringify({ batches: [batch], failed: [] }) })
    const ResultFiles = { SUCCEEDED: [{ Key, Size: 1 }], FAILED: [], PENDING: [] }
    await put("runs/run-1/map/manifest.json", { DestinationBucket: "files", MapRunArn: "arn", ResultFiles })
    const { suffix: _, references: __, ...ofRun } = BATCH_INPUT
    const none = { count: 0, percent: 0 }
    const input = {
      ...{ ...ofRun, startedAt: "2026-01-01T00:00:00Z", reader: "listed", kept: null },
      tolerate: { objects: none, records: none },
      manifest: { Bucket: "files", Key: "runs/run-1/map/manifest.json" },
    }
    const lines = await printedBy(() =>
      expect(reduce(input, context, () => {})).rejects.toMatchObject({ name: "ToleranceExceeded" }),
    )
    expect(lines.map(({ message }) => message)).toEqual(["run has no result", undefined, "call failed"])
    const [line, metrics] = lines
    expect(line).toMatchObject({ run, job: "gsod-hottest", items: 1, failedObjects: 1, rows: 0 })
    expect(metrics).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: "Mapfold", Dimensions: [["stage", "job"]] }] },
      ...{ stage: "prod", job: "gsod-hottest", runs: 1, items: 1, failedObjects: 1, rejectedPercent: 0 },
    })
    expect(metrics?.costEstimate).toBeGreaterThan(0)
    const declared = (metrics as { _aws: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } })._aws
    expect(declared.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual(Object.keys(RUN_METRICS))
  })

  test("say of which run a call is that fails", async () => {
    const { handler } = await import("./process.ts")
    const [line] = await printedBy(() =>
      expect(handler({ BatchInput: { run: "run-7" } }, context, () => {})).rejects.toMatchObject({
        name: "ZodError",
      }),
    )
    expect(line).toMatchObject({ level: "ERROR", message: "call failed", run: "run-7" })
  })

  test("process and reduce parse what they are given", async () => {
    for (const module of [import("./process.ts"), import("./reduce.ts")]) {
      const { handler } = await module
      await printedBy(() =>
        expect(handler({}, context, () => {})).rejects.toMatchObject({ name: "ZodError" }),
      )
    }
  })

  test("say that the Region is missing", () => {
    expect(() => makeLambdaStore({})).toThrow("AWS_REGION is not set")
  })
})
