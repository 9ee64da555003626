import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs"
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { makeGate } from "./gate/gate.ts"
import { ended, type Serving, serve, serveWith } from "./serve/serving.ts"

const HANDLERS = fileURLToPath(new URL("./serve/handlers.mjs", import.meta.url))
const { path: folder, remove } = scratch()
const home = join(folder, "home")
const roleArn = "arn:aws:iam::000000000000:role/any"

const PATIENTLY = { timeout: 30_000 }

let serving: Serving

beforeAll(async () => {
  serving = await serve(home, "--functions", HANDLERS)
})
afterAll(async () => {
  await serving.end()
  remove()
})

const send: SFNClient["send"] = ((command: never) => serving.sfn.send(command)) as SFNClient["send"]

const invoke = (name: string, fields: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: name, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  ...fields,
})

const define = (states: Record<string, unknown>) =>
  JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states })

const mapOf = (processor: string, fields: object = {}) => ({
  Type: "Map",
  Label: "Each",
  Items: "{% $states.input.items %}",
  ItemBatcher: { MaxItemsPerBatch: 1 },
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "One",
    States: { One: invoke(processor) },
  },
  End: true,
  ...fields,
})

async function create(name: string, states: Record<string, unknown>): Promise<string> {
  const made = await send(new CreateStateMachineCommand({ name, definition: define(states), roleArn }))
  return made.stateMachineArn!
}

async function start(stateMachineArn: string, input: unknown, name?: string): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name })
  return (await send(command)).executionArn!
}

const typesOf = (events: readonly HistoryEvent[] | undefined) => events?.map(({ type }) => type)

describe("state machines", () => {
  it("are made once, described, changed, listed and deleted", async () => {
    const stateMachineArn = await create("first", { Done: { Type: "Succeed" } })
    expect(await create("first", { Done: { Type: "Succeed" } })).toBe(stateMachineArn)
    await expect(create("first", { Other: { Type: "Succeed" } })).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${stateMachineArn}'`,
    })
    expect(await send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      ...{ name: "first", status: "ACTIVE", type: "STANDARD", roleArn, stateMachineArn },
      creationDate: expect.any(Date),
    })
    const definition = define({ Changed: { Type: "Succeed" } })
    const { updateDate } = await send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
    expect(updateDate!.getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect((await send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(definition)
    await create("second", { Done: { Type: "Succeed" } })
    const page = await send(new ListStateMachinesCommand({ maxResults: 2 }))
    expect(page.stateMachines?.map(({ name }) => name)).toEqual(["first", "mapfold"])
    const next = await send(new ListStateMachinesCommand({ nextToken: page.nextToken! }))
    expect(next.stateMachines?.map(({ name }) => name)).toEqual(["second"])
    await send(new DeleteStateMachineCommand({ stateMachineArn }))
    await expect(send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    })
  })

  it.each([
    ["JSONPath", { One: { Type: "Pass", InputPath: "$", End: true } }, /JSONPath|InputPath/],
    ["a field that is not known", { One: { Type: "Pass", Nonsense: 1, End: true } }, /Nonsense/],
  ])("are refused with %s", async (_, states, message) => {
    await expect(create("refused", states)).rejects.toMatchObject({
      name: "InvalidDefinition",
      message: expect.stringMatching(message),
    })
  })

  it("are refused with a bad name, token or ARN, by AWS's names", async () => {
    await expect(create("a b", { D: { Type: "Succeed" } })).rejects.toMatchObject({ name: "InvalidName" })
    const nonsense = new ListStateMachinesCommand({ nextToken: "nonsense" })
    await expect(send(nonsense)).rejects.toMatchObject({ name: "InvalidToken" })
    const arn = new DescribeStateMachineCommand({ stateMachineArn: "nonsense" })
    await expect(send(arn)).rejects.toMatchObject({ name: "InvalidArn" })
  })
})

describe("an execution", () => {
  it("calls functions by name and ARN, and tells its history as AWS does", async () => {
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:double"
    const stateMachineArn = await create("doubler", {
      First: {
        ...invoke("double"),
        End: undefined,
        Output: { value: "{% $states.result.Payload %}" },
        Next: "Then",
      },
      Then: { Type: "Task", Resource: arn, End: true },
    })
    const executionArn = await start(stateMachineArn, { value: 3 })
    expect(await ended(serving.sfn, executionArn)).toMatchObject({
      ...{ status: "SUCCEEDED", output: "12", input: '{"value":3}', redriveCount: 0 },
      ...{ redriveStatus: "NOT_REDRIVABLE", stateMachineArn },
    })
    const { events } = await send(new GetExecutionHistoryCommand({ executionArn }))
    expect(typesOf(events)).toEqual([
      ...["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded"],
      ...["TaskStateExited", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted"],
      ...["LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"],
    ])
    expect(events![0]).toMatchObject({
      ...{ id: 1, previousEventId: 0, timestamp: expect.any(Date) },
      executionStartedEventDetails: { input: '{"value":3}', inputDetails: { truncated: false } },
    })
    expect(events![2]!.taskScheduledEventDetails).toMatchObject({
      resourceType: "lambda",
      resource: "invoke",
    })
    expect(JSON.parse(events![2]!.taskScheduledEventDetails!.parameters!)).toMatchObject({
      FunctionName: "double",
    })
    expect(events!.at(-1)!.executionSucceededEventDetails).toMatchObject({ output: "12" })
    const { client } = { client: serving.sfn }
    const paged: HistoryEvent[] = []
    for await (const page of paginateGetExecutionHistory(
      { client, pageSize: 5 },
      { executionArn, reverseOrder: true },
    ))
      paged.push(...(page.events ?? []))
    expect(paged.map(({ id }) => id)).toEqual(events!.map(({ id }) => id).reverse())
    const bare = await send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }))
    expect(JSON.stringify(bare.events)).not.toMatch(/"(input|output|parameters)"/)
  })

  it("is started once under a name while it runs with the same input, and never again after", async () => {
    const stateMachineArn = await create("waiter", { Wait: invoke("wait") })
    const again = () => start(stateMachineArn, { milliseconds: 300 }, "same")
    const executionArn = await again()
    expect(await again()).toBe(executionArn)
    await expect(start(stateMachineArn, { milliseconds: 1 }, "same")).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${executionArn}'`,
    })
    await ended(serving.sfn, executionArn)
    await expect(again()).rejects.toMatchObject({ name: "ExecutionAlreadyExists" })
    await expect(send(new StartExecutionCommand({ stateMachineArn, input: "{" }))).rejects.toMatchObject({
      name: "InvalidExecutionInput",
    })
    const gone = executionArn.replace("same", "gone")
    await expect(send(new DescribeExecutionCommand({ executionArn: gone }))).rejects.toMatchObject({
      name: "ExecutionDoesNotExist",
      message: `Execution Does Not Exist: '${gone}'`,
    })
  })

  it("is stopped with a reason", async () => {
    const stateMachineArn = await create("sleeper", { Wait: { Type: "Wait", Seconds: 600, End: true } })
    const executionArn = await start(stateMachineArn, {})
    await send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "of it" }))
    expect(await ended(serving.sfn, executionArn)).toMatchObject({
      ...{ status: "ABORTED", error: "Enough", cause: "of it", redriveStatus: "REDRIVABLE" },
    })
    const { events } = await send(new GetExecutionHistoryCommand({ executionArn }))
    expect(events!.at(-1)!.executionAbortedEventDetails).toEqual({ error: "Enough", cause: "of it" })
    const { executions } = await send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }))
    expect(executions).toMatchObject([{ executionArn, status: "ABORTED" }])
    expect(
      (await send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" }))).executions,
    ).toEqual([])
  })
})

describe("a map run", () => {
  it("is described with its counts, its children are listed, and what failed is redriven", async () => {
    const stateMachineArn = await create("mapper", { M: mapOf("refuseOdd", { MaxConcurrency: 1 }) })
    const executionArn = await start(stateMachineArn, { items: [2, 4, 5, 6] })
    expect(await ended(serving.sfn, executionArn)).toMatchObject({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    })
    const { mapRuns } = await send(new ListMapRunsCommand({ executionArn }))
    const mapRunArn = mapRuns![0]!.mapRunArn!
    expect(mapRunArn).toMatch(/:mapRun:mapper\/Each:[0-9a-f-]{36}$/)
    expect(await send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      ...{ status: "FAILED", executionArn, maxConcurrency: 1, redriveCount: 0 },
      itemCounts: { succeeded: 2, failed: 1, pending: 1, total: 4, running: 0 },
      executionCounts: { succeeded: 2, failed: 1, pending: 1, total: 4 },
    })
    const failed = await send(new ListExecutionsCommand({ mapRunArn, statusFilter: "FAILED" }))
    expect(failed.executions).toMatchObject([{ mapRunArn, status: "FAILED", itemCount: 1 }])
    const child = failed.executions![0]!.executionArn!
    expect(await send(new DescribeExecutionCommand({ executionArn: child }))).toMatchObject({
      ...{ status: "FAILED", error: "Odd", input: '{"Items":[5]}', mapRunArn },
    })
    await expect(send(new GetExecutionHistoryCommand({ executionArn: child }))).rejects.toMatchObject({
      name: "InvalidArn",
    })
    expect(await send(new DescribeStateMachineForExecutionCommand({ executionArn: child }))).toMatchObject({
      ...{ label: "Each", mapRunArn, definition: expect.stringContaining('"StartAt":"One"') },
    })
    await expect(send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2 }))).rejects.toMatchObject({
      name: "ValidationException",
    })

    const mend = await create("mend", { M: invoke("mended") })
    // each worker is mended: there is one call for each of them at least
    await Promise.all(Array.from({ length: 16 }, async () => ended(serving.sfn, await start(mend, {}))))
    const { redriveDate } = await send(new RedriveExecutionCommand({ executionArn, clientToken: "once" }))
    expect(redriveDate!.getTime()).toBeGreaterThan(Date.now() - 60_000)
    const same = await send(new RedriveExecutionCommand({ executionArn, clientToken: "once" }))
    expect(same.redriveDate).toEqual(redriveDate)
    expect(await ended(serving.sfn, executionArn)).toMatchObject({
      ...{ status: "SUCCEEDED", output: "[1,1,1,1]", redriveCount: 1 },
    })
    expect(await send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      ...{ status: "SUCCEEDED", redriveCount: 1, itemCounts: { succeeded: 4, total: 4 } },
    })
    const { events } = await send(new GetExecutionHistoryCommand({ executionArn }))
    const types = typesOf(events)!
    expect(types.slice(types.indexOf("ExecutionRedriven"))).toEqual([
      ...["ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded", "MapStateSucceeded", "MapStateExited"],
      "ExecutionSucceeded",
    ])
    await expect(send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: "ExecutionNotRedrivable",
      message: "Execution is SUCCEEDED and cannot be redriven",
    })
  })

  it("goes on where a STANDARD child is stopped, and no EXPRESS one can be", async () => {
    const stopFirst = async (type: "EXPRESS" | "STANDARD") => {
      const { ItemProcessor } = mapOf("wait")
      const stateMachineArn = await create(`stopping-${type}`, {
        M: mapOf("wait", {
          ...{ ItemBatcher: undefined, MaxConcurrency: 1 },
          ItemProcessor: { ...ItemProcessor, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: type } },
        }),
      })
      const executionArn = await start(stateMachineArn, {
        items: [{ milliseconds: 600_000 }, { milliseconds: 1 }],
      })
      const running = async () => {
        const mapRunArn = (await send(new ListMapRunsCommand({ executionArn }))).mapRuns?.[0]?.mapRunArn
        const page =
          mapRunArn && (await send(new ListExecutionsCommand({ mapRunArn, statusFilter: "RUNNING" })))
        return page ? page.executions?.[0]?.executionArn : undefined
      }
      await expect.poll(running, PATIENTLY).toBeDefined()
      const child = (await running())!
      return {
        executionArn,
        child,
        stopped: send(new StopExecutionCommand({ executionArn: child, cause: "of it" })),
      }
    }
    const express = await stopFirst("EXPRESS")
    await expect(express.stopped).rejects.toMatchObject({ name: "InvalidArn" })
    await send(new StopExecutionCommand({ executionArn: express.executionArn }))
    const standard = await stopFirst("STANDARD")
    expect((await standard.stopped).stopDate!.getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect(await ended(serving.sfn, standard.executionArn)).toMatchObject({ output: '["waited"]' })
    expect(await ended(serving.sfn, standard.child)).toMatchObject({ status: "ABORTED", cause: "of it" })
    const { events } = await send(new GetExecutionHistoryCommand({ executionArn: standard.child }))
    expect(typesOf(events)!.at(-1)).toBe("ExecutionAborted")
  })

  it("is changed while it runs", async () => {
    const stateMachineArn = await create("slow", {
      M: mapOf("waitFor", { MaxConcurrency: 1, ItemBatcher: undefined }),
    })
    const file = join(folder, "go-on")
    const executionArn = await start(stateMachineArn, { items: Array(20).fill({ file }) })
    const mapRun = async () => (await send(new ListMapRunsCommand({ executionArn }))).mapRuns?.[0]?.mapRunArn
    await expect.poll(mapRun, PATIENTLY).toBeDefined()
    const mapRunArn = (await mapRun())!
    let most = 0
    const running = async () => {
      const { executionCounts } = await send(new DescribeMapRunCommand({ mapRunArn }))
      most = Math.max(most, executionCounts!.running!)
      return executionCounts!.running
    }
    await expect.poll(running, PATIENTLY).toBe(1)
    expect(most).toBe(1)
    await send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2 }))
    await expect.poll(running, PATIENTLY).toBe(2)
    writeFileSync(file, "")
    while ((await send(new DescribeExecutionCommand({ executionArn }))).status === "RUNNING") await running()
    expect(await ended(serving.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" })
    expect(most).toBe(2)
  })
})

describe("logs", () => {
  it("hold the executions' events and the functions' lines", async () => {
    const stateMachineArn = await create("logged", { One: invoke("double") })
    const executionArn = await start(stateMachineArn, { value: 21 }, "seen")
    await ended(serving.sfn, executionArn)
    const logGroupName = "/aws/vendedlogs/states/logged-Logs"
    const { logGroups } = await serving.logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/vendedlogs/states/log" }),
    )
    expect(logGroups?.map(({ logGroupName: name }) => name)).toEqual([logGroupName])
    const { logStreams } = await serving.logs.send(new DescribeLogStreamsCommand({ logGroupName }))
    const logStreamName = logStreams![0]!.logStreamName!
    const all = await serving.logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
    )
    const messages = all.events!.map(({ message }) => JSON.parse(message!))
    expect(messages[0]).toEqual({
      id: "1",
      type: "ExecutionStarted",
      details: { input: '{"value":21}', inputDetails: { truncated: "false" }, roleArn: expect.any(String) },
      previous_event_id: "0",
      event_timestamp: expect.stringMatching(/^\d{13}$/),
      execution_arn: executionArn,
      redrive_count: "0",
    })
    expect(messages.at(-1).type).toBe("ExecutionSucceeded")
    const last = await serving.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 2 }))
    expect(last.events).toEqual(all.events!.slice(-2))
    const before = new GetLogEventsCommand({
      logGroupName,
      logStreamName,
      limit: 2,
      nextToken: last.nextBackwardToken!,
    })
    expect((await serving.logs.send(before)).events).toEqual(all.events!.slice(-4, -2))
    const filterPattern = "TaskSucceeded"
    const filtered = await serving.logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }))
    expect(filtered.events).toHaveLength(1)
    const json = '{ $.type = "Task*" && $.details.name NOT EXISTS && $.id != "1" }'
    const found = await serving.logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: json }))
    expect(found.events!.map(({ message }) => JSON.parse(message!).type)).toEqual([
      ...["TaskScheduled", "TaskStarted", "TaskSucceeded"],
    ])

    const printed = await serving.logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/double", filterPattern: "21" }),
    )
    // The names of other runs may have the pattern in them.
    const lines = printed.events!.map(({ message }) => JSON.parse(message!))
    expect(lines.filter(({ run }) => run === "seen")).toEqual([
      { level: "INFO", message: "doubling { value: 21 } double", run: "seen" },
    ])
    const none = new GetLogEventsCommand({ logGroupName: "none", logStreamName })
    await expect(serving.logs.send(none)).rejects.toMatchObject({ name: "ResourceNotFoundException" })
  })
})

describe("the endpoint", () => {
  const post = (headers: Record<string, string>, body = "{}") =>
    fetch(serving.statesUrl, { method: "POST", headers, body })

  it("refuses a wrong key, a wrong secret and no signature", async () => {
    const client = (accessKeyId: string, secretAccessKey: string) =>
      new SFNClient({
        ...{ endpoint: serving.statesUrl, region: "us-east-1", maxAttempts: 1 },
        credentials: { accessKeyId, secretAccessKey },
      })
    const list = new ListStateMachinesCommand({})
    await expect(client("other", "mapfold").send(list)).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    })
    await expect(client("mapfold", "other").send(list)).rejects.toMatchObject({
      name: "InvalidSignatureException",
    })
    const unsigned = await post({ "x-amz-target": "AWSStepFunctions.ListStateMachines" })
    expect(unsigned.status).toBe(403)
    expect(unsigned.headers.get("content-type")).toBe("application/x-amz-json-1.0")
    expect(await unsigned.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" })
  })

  it("refuses requests of other sites, and bodies without end", async () => {
    const foreign = await post({
      "x-amz-target": "AWSStepFunctions.ListStateMachines",
      origin: "https://example.com",
    })
    expect(foreign.status).toBe(403)
    expect(await foreign.json()).toMatchObject({ __type: "AccessDeniedException" })
    const large = await post(
      { "x-amz-target": "AWSStepFunctions.StartExecution" },
      "x".repeat(5_000_000),
    ).catch(() => null)
    // the connection may break while the body is still being sent
    expect(large?.status ?? 413).toBe(413)
  })

  it("names an operation that is not there", async () => {
    const { SendTaskSuccessCommand } = await import("@aws-sdk/client-sfn")
    await expect(send(new SendTaskSuccessCommand({ taskToken: "t", output: "1" }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringMatching(/no operation "SendTaskSuccess"; it has .*StartExecution/),
    })
  })
})

describe("the workflow", () => {
  it("runs over the home's buckets, outlives a kill of the server, and is seen by the command", async () => {
    const own = join(folder, "workflow")
    mkdirSync(join(own, "output"), { recursive: true })
    await mapfold(["sample", "--stations", "300", "--dir", own])
    const gate = makeGate(folder)
    gate.close(readdirSync(join(own, "input/2025")).sort()[30]!)
    const first = await serveWith(gate.env, own)
    const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:mapfold"
    const input = JSON.stringify({ year: 2025, settings: { batchObjects: 1 } })
    const command = new StartExecutionCommand({ stateMachineArn, input, name: "killed" })
    const { executionArn } = await first.sfn.send(command)
    const mapped = async () => {
      const { mapRuns } = await first.sfn.send(new ListMapRunsCommand({ executionArn: executionArn! }))
      const mapRunArn = mapRuns?.[0]?.mapRunArn
      if (mapRunArn === undefined) return 0
      return (await first.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).itemCounts!.succeeded!
    }
    while ((await mapped()) < 10) await sleep(1)
    await first.end("SIGKILL")
    expect((await mapfold(["runs", "--dir", own])).stdout).toContain("killed  cut off")
    const second = await serve(own)
    expect(second.printed()).toContain("going on with killed")
    const output = JSON.parse((await ended(second.sfn, executionArn!)).output!)
    expect(output).toMatchObject({ complete: true, objects: { listed: 300, processed: 300 } })
    expect(await second.end()).toBe(0)
    const result = () => readFileSync(join(own, "output/results/gsod-hottest/year=2025/result.json"), "utf8")
    const served = result()
    await mapfold(["run", "gsod-hottest", "--year", "2025", "--dir", own])
    expect(result()).toBe(served)
  })

  it("goes on at the next start where the server is ended while it runs", async () => {
    const own = join(folder, "suspended")
    const first = await serve(own, "--functions", HANDLERS)
    const made = await first.sfn.send(
      new CreateStateMachineCommand({ name: "long", definition: define({ W: invoke("wait") }), roleArn }),
    )
    const input = JSON.stringify({ milliseconds: 1_500 })
    const { executionArn } = await first.sfn.send(
      new StartExecutionCommand({ stateMachineArn: made.stateMachineArn!, input }),
    )
    await sleep(200)
    expect(await first.end()).toBe(0)
    const second = await serve(own, "--functions", HANDLERS)
    expect(await ended(second.sfn, executionArn!)).toMatchObject({ status: "SUCCEEDED", output: '"waited"' })
    await second.end()
  })
})
