import { PassThrough } from "node:stream"
import { text } from "node:stream/consumers"
import type { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { afterEach, describe, expect, test, vi } from "vitest"
import { post } from "../api/ask-api.fixture.ts"
import { makeLambdaStatusApi } from "./status-app.ts"

const origin = "https://d111111abcdef8.cloudfront.net"
const functionOf = (name: string) => ({ name, logGroup: `/aws/lambda/${name}`, memoryMegabytes: 512 })
const stage: StageParameter = {
  ...{ format: 1, stage: "prod", region: "eu-central-1", logGroup: "/aws/vendedlogs/states/mapfold-prod" },
  stateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:mapfold-prod",
  input: { bucket: "files", prefix: "" },
  output: { bucket: "results" },
  functions: { prepare: functionOf("prepare"), process: functionOf("process"), reduce: functionOf("reduce") },
}
const environment = { MAPFOLD_TARGET: JSON.stringify(stage), MAPFOLD_SITE_ORIGIN: origin }

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** A request as a function URL hands it on. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
function eventOf(
  method: string,
  rawPath: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
) {
  const domainName = "abc.lambda-url.eu-central-1.on.aws"
  return {
    ...{ version: "2.0", rawPath, rawQueryString: "", isBase64Encoded: false, body },
    headers: { host: domainName, ...headers },
    requestContext: { domainName, http: { method, path: rawPath } },
  }
}

type Answered = {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: string
}
type StreamingHandler = (event: unknown, stream: PassThrough, context: unknown) => Promise<void>

/** The handler with what Lambda's runtime gives it, and what it answers to an event. */
async function invoke(event: unknown): Promise<Answered> {
  let metadata: Omit<Answered, "body"> | undefined
  vi.stubGlobal("awslambda", {
    streamifyResponse: (handler: StreamingHandler) => handler,
    HttpResponseStream: {
      from: (stream: PassThrough, found: Omit<Answered, "body">) => {
        metadata = found
        return stream
      },
    },
  })
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const { handler } = await import("./status.ts")
  const stream = new PassThrough()
  const [body] = await Promise.all([
    text(stream),
    (handler as unknown as StreamingHandler)(event, stream, {}),
  ])
  return { ...metadata!, body }
}

describe("the status function", () => {
  test("tells of the stage that its environment names", async () => {
    const { statusCode, headers, body } = await invoke(eventOf("GET", "/api/site"))
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({ "content-type": "application/json", "x-content-type-options": "nosniff" })
    expect(JSON.parse(body)).toMatchObject({
      ...{ engine: "aws", stage: "prod", region: "eu-central-1", stateMachineArn: stage.stateMachineArn },
    })
  })

  test("takes a POST of the site's own pages alone", async () => {
    const foreign = { origin: "https://example.com" }
    const { headers } = post("{}", foreign)
    const refused = await invoke(eventOf("POST", "/api/runs", headers as Record<string, string>, "{}"))
    expect([refused.statusCode, JSON.parse(refused.body).error.name]).toEqual([403, "ForeignRequest"])
    const own = { ...(headers as Record<string, string>), origin }
    const taken = await invoke(eventOf("POST", "/api/runs", own, "{}"))
    expect([taken.statusCode, JSON.parse(taken.body).error.name]).toEqual([400, "InvalidRequest"])
  })

  test.each([
    [{}, "MAPFOLD_TARGET is not set"],
    [{ ...environment, MAPFOLD_SITE_ORIGIN: "" }, "MAPFOLD_SITE_ORIGIN is not set"],
    [{ ...environment, MAPFOLD_SITE_ORIGIN: "runs.example.com" }, "must be an origin"],
    [{ ...environment, MAPFOLD_SITE_ORIGIN: `${origin}/` }, "must be an origin"],
    [{ ...environment, MAPFOLD_TARGET: "{}" }, "format"],
  ])("does not begin with %j", (found, message) => {
    expect(() => makeLambdaStatusApi(found)).toThrow(message)
  })
})
