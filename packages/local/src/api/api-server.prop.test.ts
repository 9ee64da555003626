import { mkdtempSync, rmSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Engines, openEngines } from "../engine/engines.ts"
import { insertMachine } from "../state/machines.ts"
import { type ApiServer, makeApiServer } from "./api-server.ts"

let home = ""
let engines: Engines
let server: ApiServer
const failures: unknown[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-api-"))
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  engines = await openEngines({ home, buckets, workers: 1 })
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Succeed" } },
  })
  const { state, start } = engines.main.executions
  insertMachine(state, { name: "m", role: "r", settings: "{}", definition }, 1)
  await start({ machine: "m", definition, name: "x", input: "{}" }).done
  const context = { state, engines, now: Date.now }
  server = await makeApiServer({ context, credentials: null, onFailure: (error) => failures.push(error) })
})
afterAll(async () => {
  await server.close()
  await engines.close("stop")
  rmSync(home, { recursive: true })
})

const OPERATIONS = [
  ...[
    "CreateStateMachine",
    "UpdateStateMachine",
    "DescribeStateMachine",
    "DeleteStateMachine",
    "ListStateMachines",
  ],
  ...["StartExecution", "StopExecution", "DescribeExecution", "ListExecutions", "GetExecutionHistory"],
  ...[
    "DescribeStateMachineForExecution",
    "RedriveExecution",
    "ListMapRuns",
    "DescribeMapRun",
    "UpdateMapRun",
  ],
  ...["ValidateStateMachineDefinition", "ListTagsForResource", "TagResource", "UntagResource"],
].map((name) => `AWSStepFunctions.${name}`)
const LOGS = ["DescribeLogGroups", "DescribeLogStreams", "GetLogEvents", "FilterLogEvents"]
const TARGETS = [...OPERATIONS, ...LOGS.map((name) => `Logs_20140328.${name}`)]

const arn = fc.oneof(
  fc.constant("arn:aws:states:us-east-1:000000000000:stateMachine:m"),
  fc.constant("arn:aws:states:us-east-1:000000000000:execution:m/L:x"),
  fc.constant("arn:aws:states:us-east-1:000000000000:execution:m:x"),
  fc.constant("arn:aws:states:us-east-1:000000000000:mapRun:m/L:x"),
  fc.constant("arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/states/m-Logs"),
  fc.string().map((text) => `arn:aws:states:::${text}`),
)
const text = fc.oneof(arn, fc.string(), fc.constantFrom("__proto__", "constructor", "", "\0", "{}", "[1]"))
const value = fc.oneof(text, fc.jsonValue(), fc.double(), fc.constant(null))
const field = fc.constantFrom(
  ...["name", "definition", "roleArn", "stateMachineArn", "executionArn", "mapRunArn", "input", "nextToken"],
  ...[
    "maxResults",
    "statusFilter",
    "reverseOrder",
    "logGroupName",
    "logStreamName",
    "filterPattern",
    "limit",
  ],
  ...["startTime", "maxConcurrency", "toleratedFailurePercentage", "resourceArn", "tags", "tagKeys"],
  ...["redriveFilter", "includedData", "publish", "loggingConfiguration", "logGroupIdentifier", "__proto__"],
)
const body = fc.oneof(
  fc.dictionary(field, value).map((fields) => Buffer.from(JSON.stringify(fields))),
  fc.jsonValue().map((any) => Buffer.from(JSON.stringify(any))),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
)
const target = fc.oneof(
  fc.constantFrom(...TARGETS),
  fc.string({ unit: fc.constantFrom(..."AWSStepFunctions.Logs_20140328") }),
  fc.constantFrom("", "AWSStepFunctions", "AWSStepFunctions.constructor", "__proto__.toString"),
)

function post(name: string, bytes: Buffer): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url, { method: "POST", headers: { "x-amz-target": name } }, (response) => {
      let answer = ""
      response.setEncoding("utf8").on("data", (piece: string) => {
        answer += piece
      })
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: answer }))
    })
    sent.on("error", reject).end(bytes)
  })
}

it("answers whatever it is asked, with JSON, and never fails itself", async () => {
  await fc.assert(
    fc.asyncProperty(target, body, async (name, bytes) => {
      const { status, text: answer } = await post(name, bytes)
      expect([200, 400, 403, 404]).toContain(status)
      const parsed = JSON.parse(answer)
      if (status !== 200)
        expect(parsed).toMatchObject({ __type: expect.any(String), message: expect.any(String) })
    }),
    { numRuns: 500 },
  )
  expect(failures).toEqual([])
})
