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
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.resetModules()
  await server.stop()
})

const context = { getRemainingTimeInMillis: () => 100_000 } as Context

describe("the Lambda functions", () => {
  test("prepare a run with the jobs there are, against S3", async () => {
    const { handler } = await import("./prepare.ts")
    const key = "2025/72306013713.csv"
    const event = { run: "run-1", input: "files", output: "files", request: { year: 2025, only: [key] } }
    await expect(handler(event, context, () => {})).rejects.toMatchObject({
      name: "InvalidRunInput",
      message: expect.stringContaining(key),
    })
    const store = makeLambdaStore(process.env)
    const { etag } = await store.put("files", key, new TextEncoder().encode("text"))
    expect(await handler(event, context, () => {})).toMatchObject({ job: "gsod-hottest", reader: "items" })
    expect(server.objects.get("runs/run-1/items.jsonl")?.bytes.toString()).toBe(
      `${JSON.stringify({ Key: key, Size: 4, Etag: etag })}\n`,
    )
  })

  test("process and reduce parse what they are given", async () => {
    for (const module of [import("./process.ts"), import("./reduce.ts")]) {
      const { handler } = await module
      await expect(async () => handler({}, context, () => {})).rejects.toMatchObject({ name: "ZodError" })
    }
  })

  test("say that the Region is missing", () => {
    expect(() => makeLambdaStore({})).toThrow("AWS_REGION is not set")
  })
})
