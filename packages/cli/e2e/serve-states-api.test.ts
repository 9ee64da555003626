import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
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
  ListTagsForResourceCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  type SFNClient,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMapRunCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { scratch } from "./command.ts"
import { create, define, mapOver, roleArn, start } from "./serve/definitions.ts"
import { ended, type Serving, serve } from "./serve/serving.ts"

const HANDLERS = fileURLToPath(new URL("./serve/handlers.mjs", import.meta.url))
const { path: folder, remove } = scratch()
const ARN = "arn:aws:states:us-east-1:000000000000"
const DONE = { Done: { Type: "Succeed" } }
const SLEEP = { Wait: { Type: "Wait", Seconds: 600, End: true } }
const PATIENTLY = { timeout: 30_000 }

let serving: Serving
let sfn: SFNClient

beforeAll(async () => {
  serving = await serve(join(folder, "home"), "--functions", HANDLERS)
  sfn = serving.sfn
})
afterAll(async () => {
  await serving.end()
  remove()
})

describe("a state machine", () => {
  it("is the same one again whatever its role and tags, which stay as they were", async () => {
    const stateMachineArn = await create(sfn, "again", DONE)
    const other = { name: "again", definition: define(DONE), roleArn: `${roleArn}-other` }
    const again = new CreateStateMachineCommand({ ...other, tags: [{ key: "a", value: "b" }] })
    expect(await sfn.send(again)).toMatchObject({ stateMachineArn })
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
    expect(described).toMatchObject({
      ...{ roleArn, loggingConfiguration: { level: "OFF", includeExecutionData: false } },
      tracingConfiguration: { enabled: false },
    })
    const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))
    expect(tags).toEqual([])
    const express = new CreateStateMachineCommand({ ...other, type: "EXPRESS" })
    await expect(sfn.send(express)).rejects.toMatchObject({ name: "StateMachineAlreadyExists" })
  })

  it("has a revision from its first update on, and executions that began before go on as they were", async () => {
    const stateMachineArn = await create(sfn, "revised", SLEEP)
    const describe = () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
    expect((await describe()).revisionId).toBeUndefined()
    const executionArn = await start(sfn, stateMachineArn, {})
    await sleep(2)
    const definition = define(DONE)
    const { revisionId } = await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
    expect((await describe()).revisionId).toBe(revisionId)
    const before = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))
    expect(before).toMatchObject({ definition: define(SLEEP) })
    expect(before.revisionId).toBeUndefined()
    const after = await start(sfn, stateMachineArn, {})
    expect(
      await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: after })),
    ).toMatchObject({
      ...{ definition, revisionId },
    })
    await sfn.send(new StopExecutionCommand({ executionArn }))
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "ABORTED" })
  })

  it("says in its executions' history and context which role it was given", async () => {
    const stateMachineArn = await create(sfn, "role", {
      One: { Type: "Pass", Output: "{% $states.context.Execution.RoleArn %}", End: true },
    })
    const executionArn = await start(sfn, stateMachineArn, {})
    expect(await ended(sfn, executionArn)).toMatchObject({ output: JSON.stringify(roleArn) })
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    expect(events![0]!.executionStartedEventDetails).toMatchObject({ roleArn })
  })

  it("is described without its definition, and an execution without its data, where only that is asked", async () => {
    const stateMachineArn = await create(sfn, "bare", DONE)
    const executionArn = await start(sfn, stateMachineArn, { secret: 1 })
    await ended(sfn, executionArn)
    const includedData = "METADATA_ONLY"
    const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn, includedData }))
    expect(machine.definition).toBe("{}")
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn, includedData }))
    expect(execution).toMatchObject({ status: "SUCCEEDED" })
    expect(execution.input).toBeUndefined()
    expect(execution.output).toBeUndefined()
  })

  it("that is deleted stops what it runs, is gone then, and can be made anew", async () => {
    const stateMachineArn = await create(sfn, "gone", SLEEP)
    const executionArn = await start(sfn, stateMachineArn, {}, "last")
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "ABORTED" })
    const gone = new DescribeStateMachineCommand({ stateMachineArn })
    await expect(sfn.send(gone)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" })
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
    expect(await create(sfn, "gone", DONE)).toBe(stateMachineArn)
  })

  it("has tags, 50 at most", async () => {
    const resourceArn = await create(sfn, "tagged", DONE)
    const list = async () => (await sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags
    const tags = [
      { key: "team", value: "weather" },
      { key: "__proto__", value: "" },
    ]
    await sfn.send(new TagResourceCommand({ resourceArn, tags }))
    await sfn.send(new TagResourceCommand({ resourceArn, tags: [{ key: "team", value: "climate" }] }))
    expect(await list()).toEqual([{ key: "team", value: "climate" }, tags[1]])
    await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team"] }))
    expect(await list()).toEqual([tags[1]])
    const many = Array.from({ length: 50 }, (_, at) => ({ key: `k${at}`, value: "" }))
    const tooMany = new TagResourceCommand({ resourceArn, tags: many })
    await expect(sfn.send(tooMany)).rejects.toMatchObject({ name: "TooManyTags" })
    const none = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}-none` })
    await expect(sfn.send(none)).rejects.toMatchObject({ name: "ResourceNotFound" })
  })

  it("is validated without being made", async () => {
    const validate = (definition: string, maxResults = 0) =>
      sfn.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults }))
    expect(await validate(define(DONE))).toMatchObject({ result: "OK", diagnostics: [], truncated: false })
    const bad = define({ One: { Type: "Pass", InputPath: "$", Nonsense: 1, End: true } })
    expect(await validate(bad, 1)).toMatchObject({
      ...{ result: "FAIL", truncated: true },
      diagnostics: [
        {
          severity: "ERROR",
          code: "SCHEMA_VALIDATION_FAILED",
          message: expect.stringContaining('state "One": "InputPath" is JSONPath'),
        },
      ],
    })
    expect((await validate("{")).diagnostics).toMatchObject([{ code: "INVALID_JSON_DESCRIPTION" }])
  })
})

describe("a list", () => {
  it("goes on by its own tokens alone", async () => {
    const stateMachineArn = await create(sfn, "listed", DONE)
    for (const name of ["one", "two", "three"]) await ended(sfn, await start(sfn, stateMachineArn, {}, name))
    const list = (fields: object) => sfn.send(new ListExecutionsCommand({ stateMachineArn, ...fields }))
    const { nextToken } = await list({ maxResults: 2 })
    expect((await list({ nextToken })).executions?.map(({ name }) => name)).toEqual(["one"])
    const executionArn = `${ARN}:execution:listed:one`
    for (const other of [
      () => list({ nextToken, statusFilter: "SUCCEEDED" }),
      () => sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken })),
      () => sfn.send(new ListStateMachinesCommand({ nextToken })),
      () => list({ nextToken: "nonsense" }),
    ])
      await expect(other()).rejects.toMatchObject({
        name: "InvalidToken",
        message: "Invalid Token: 'Invalid token'",
      })
    const names: (string | undefined)[] = []
    for await (const page of paginateListExecutions({ client: sfn, pageSize: 1 }, { stateMachineArn }))
      names.push(...(page.executions ?? []).map(({ name }) => name))
    expect(names).toEqual(["three", "two", "one"])
  })

  it("has the executions, and the children of a map run, that were redriven, or were not", async () => {
    const fail = { Type: "Fail", Error: "Enough" }
    const stateMachineArn = await create(sfn, "redriving", { M: mapOver(fail, "EXPRESS") })
    const executionArn = await start(sfn, stateMachineArn, { items: [1] })
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "FAILED", redriveStatus: "REDRIVABLE" })
    const mapRunArn = (await sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns![0]!.mapRunArn!
    const count = async (of: object, redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") => {
      const { executions } = await sfn.send(new ListExecutionsCommand({ ...of, redriveFilter }))
      return executions!.map(({ redriveCount }) => redriveCount)
    }
    const lists = async () => [
      ...[await count({ stateMachineArn }, "REDRIVEN"), await count({ stateMachineArn }, "NOT_REDRIVEN")],
      ...[await count({ mapRunArn }, "REDRIVEN"), await count({ mapRunArn }, "NOT_REDRIVEN")],
    ]
    expect(await lists()).toEqual([[], [0], [], [0]])
    await sfn.send(new RedriveExecutionCommand({ executionArn }))
    await ended(sfn, executionArn)
    expect(await lists()).toEqual([[1], [], [1], []])
  })
})

describe("a map run's child", () => {
  it("has the definition of its own Map, wherever in the machine that stands", async () => {
    const stateMachineArn = await create(sfn, "nested", {
      Both: {
        Type: "Parallel",
        Branches: [{ StartAt: "M", States: { M: mapOver(DONE.Done, "STANDARD") } }],
        End: true,
      },
    })
    const executionArn = await start(sfn, stateMachineArn, { items: [1] })
    await ended(sfn, executionArn)
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }))
    const mapRunArn = mapRuns![0]!.mapRunArn!
    const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn }))
    const child = executions![0]!.executionArn!
    const machine = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: child }))
    expect(JSON.parse(machine.definition!)).toMatchObject({ StartAt: "One", States: { One: DONE.Done } })
    const labelled = new DescribeStateMachineCommand({ stateMachineArn: machine.stateMachineArn })
    expect(await sfn.send(labelled)).toMatchObject({
      ...{ label: "Each", name: "nested", stateMachineArn: `${stateMachineArn}/Each` },
      definition: machine.definition,
    })
    const noLabel = new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}/M` })
    await expect(sfn.send(noLabel)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" })
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn: child }))
    expect(described).toMatchObject({
      ...{ mapRunArn, status: "SUCCEEDED", redriveStatus: "NOT_REDRIVABLE" },
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    })
    const wrongLabel = new DescribeExecutionCommand({ executionArn: child.replace("/Each:", "/Other:") })
    await expect(sfn.send(wrongLabel)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" })
    const over = new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })
    await expect(sfn.send(over)).rejects.toMatchObject({ reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN" })
  })

  it("that is stopped counts as aborted in its map run", async () => {
    const stateMachineArn = await create(sfn, "stopping", {
      M: mapOver(SLEEP.Wait, "STANDARD", { ToleratedFailurePercentage: 100 }),
    })
    const executionArn = await start(sfn, stateMachineArn, { items: [1] })
    const mapRun = async () =>
      (await sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns?.[0]?.mapRunArn
    await expect.poll(mapRun, PATIENTLY).toBeDefined()
    const mapRunArn = (await mapRun())!
    const running = async () =>
      (await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: "RUNNING" }))).executions?.[0]
    await expect.poll(running, PATIENTLY).toBeDefined()
    const none = new UpdateMapRunCommand({ mapRunArn })
    await expect(sfn.send(none)).rejects.toMatchObject({ reason: "MISSING_REQUIRED_PARAMETER" })
    await sfn.send(new StopExecutionCommand({ executionArn: (await running())!.executionArn! }))
    await ended(sfn, executionArn)
    const { executionCounts, itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }))
    expect([executionCounts?.aborted, executionCounts?.running, itemCounts?.aborted]).toEqual([1, 0, 1])
  })
})

describe("a history", () => {
  async function readIds(executionArn: string, reverseOrder: boolean): Promise<(number | undefined)[]> {
    const events: HistoryEvent[] = []
    const pages = paginateGetExecutionHistory(
      { client: sfn, pageSize: 1_000 },
      { executionArn, reverseOrder },
    )
    for await (const page of pages) events.push(...(page.events ?? []))
    return events.map(({ id }) => id)
  }

  it("of 25,000 events, the most there may be, is read page by page in either order", async () => {
    const stateMachineArn = await create(sfn, "endless", {
      Again: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "Done" }], Default: "Again" },
      ...DONE,
    })
    const executionArn = await start(sfn, stateMachineArn, {})
    expect(await ended(sfn, executionArn)).toMatchObject({
      ...{ status: "FAILED", error: "States.Runtime", redriveStatus: "NOT_REDRIVABLE" },
      redriveStatusReason: "Execution history event limit exceeded",
    })
    const ids = Array.from({ length: 25_000 }, (_, at) => at + 1)
    expect(await readIds(executionArn, false)).toEqual(ids)
    expect(await readIds(executionArn, true)).toEqual(ids.reverse())
  })

  it("with much data comes in answers of a few MB, whatever the size of a page", async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `P${at}`,
        { Type: "Pass", Next: at === 29 ? "Done" : `P${at + 1}` },
      ]),
    )
    const stateMachineArn = await create(sfn, "large", { ...chain, ...DONE })
    const executionArn = await start(sfn, stateMachineArn, "x".repeat(250_000))
    await ended(sfn, executionArn)
    const first = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
    expect(JSON.stringify(first.events).length).toBeLessThan(5_000_000)
    expect(await readIds(executionArn, false)).toEqual(Array.from({ length: 64 }, (_, at) => at + 1))
  })

  it("read backwards while it grows has each event from there on once", async () => {
    const stateMachineArn = await create(sfn, "growing", {
      ...SLEEP,
    })
    const executionArn = await start(sfn, stateMachineArn, {})
    const page = (fields: object) =>
      sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1, ...fields }))
    await expect.poll(async () => (await page({})).events?.[0]?.id, PATIENTLY).toBe(2)
    const latest = await page({})
    await sfn.send(new StopExecutionCommand({ executionArn }))
    await ended(sfn, executionArn)
    const before = await page({ nextToken: latest.nextToken })
    expect([latest, before].map(({ events }) => events?.map(({ id }) => id))).toEqual([[2], [1]])
  })
})
