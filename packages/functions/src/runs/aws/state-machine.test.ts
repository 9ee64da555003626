import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn"
import { afterEach, describe, expect, it, vi } from "vitest"
import { makeCache } from "./cache.ts"
import type { Execution } from "./execution.ts"
import { makeStateMachine } from "./state-machine.ts"

const stateMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:m"
const sfn = new SFNClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:1" })

afterEach(() => {
  vi.restoreAllMocks()
})

type Answers = Readonly<Record<string, (input: never) => unknown>>

/** A machine whose client answers without a network, and a clock that is moved by hand. */
function makeMachine(answers: Answers) {
  let now = 0
  const asked: string[] = []
  const send = async ({
    constructor: { name },
    input,
  }: {
    constructor: { name: string }
    input: unknown
  }) => {
    asked.push(name)
    return answers[name]!(input as never)
  }
  vi.spyOn(sfn, "send").mockImplementation(send as never)
  const cache = makeCache({ clock: () => now })
  const machine = makeStateMachine({ sfn, stateMachineArn, cache, fresh: 1_000, pace: (call) => call() })
  return {
    machine,
    asked,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

const fail =
  (name: string, message = name) =>
  () => {
    throw Object.assign(new Error(message), { name })
  }
const startDate = new Date(0)
const running = { name: "a", status: "RUNNING", startDate, input: '{"year": 2025}' }
const ended = { ...running, status: "SUCCEEDED", stopDate: new Date(9_000), output: "{}" }

describe("what Step Functions says", () => {
  it("is asked within the machine alone", async () => {
    const { machine } = makeMachine({
      [DescribeExecutionCommand.name]: ({ executionArn }: { executionArn: string }) => {
        expect(executionArn).toBe("arn:aws:states:eu-west-1:123456789012:execution:m:a")
        return { ...running, executionArn }
      },
    })
    expect(await machine.describe("a")).toMatchObject({ run: "a", status: "RUNNING", input: { year: 2025 } })
    await expect(machine.describe("a:b")).rejects.toMatchObject({ name: "NoSuchRun" })
    await expect(machine.describe(".a")).rejects.toMatchObject({ name: "NoSuchRun" })
  })

  it("is not what it said before a run's end, where a list says that it has ended", async () => {
    const answers = [running, ended]
    const { machine, asked } = makeMachine({ [DescribeExecutionCommand.name]: () => answers.shift() })
    await machine.describe("a")
    const listed = {
      run: "a",
      status: "SUCCEEDED",
      startedAt: startDate,
      endedAt: new Date(9_000),
      redrives: 0,
    } as const
    expect(await machine.describeListed(listed)).toMatchObject({ status: "SUCCEEDED" })
    expect(await machine.describeListed(listed)).toMatchObject({ status: "SUCCEEDED" })
    expect(asked).toHaveLength(2)
  })

  it("is asked again after a second, and of a run that has ended later", async () => {
    const { machine, asked, pass } = makeMachine({
      [DescribeExecutionCommand.name]: ({ executionArn }: { executionArn: string }) =>
        executionArn.endsWith("a") ? running : ended,
    })
    const both = () => Promise.all([machine.describe("a"), machine.describe("b")])
    await both()
    pass(1_000)
    await both()
    expect(asked).toHaveLength(3)
    pass(20_000)
    await both()
    expect(asked).toHaveLength(5)
  })

  it("has no more of a history than five pages", async () => {
    const { machine, asked } = makeMachine({
      [GetExecutionHistoryCommand.name]: ({ includeExecutionData }: { includeExecutionData: boolean }) => {
        expect(includeExecutionData).toBe(false)
        return { events: [{ id: 1 }], nextToken: "more" }
      },
    })
    const execution = { run: "a", arn: "arn", endedAt: null, redrives: 0 } as Execution
    expect(await machine.history(execution)).toHaveLength(5)
    expect(asked).toHaveLength(5)
  })

  it("has pages, and refuses one that goes on from nothing", async () => {
    const { machine } = makeMachine({
      [ListExecutionsCommand.name]: ({ nextToken }: { nextToken?: string }) => {
        if (nextToken === "nonsense") fail("InvalidToken")()
        return { executions: [ended], ...(nextToken === undefined ? { nextToken: "second" } : {}) }
      },
    })
    const first = await machine.list({ count: 1 })
    expect(first.next).toBe("second")
    expect((await machine.list({ count: 1, after: "second" })).next).toBeNull()
    await expect(machine.list({ count: 1, after: "nonsense" })).rejects.toMatchObject({
      name: "InvalidRequest",
    })
  })
})

describe("what is done", () => {
  it("is refused where a run has the name, or cannot be redriven", async () => {
    const { machine } = makeMachine({
      [StartExecutionCommand.name]: fail("ExecutionAlreadyExists"),
      [RedriveExecutionCommand.name]: fail("ExecutionNotRedrivable", "it is older than 14 days"),
    })
    await expect(machine.start("a", {})).rejects.toMatchObject({
      name: "NotAllowed",
      message: 'there is a run "a" already: choose another name',
    })
    await expect(machine.redrive({ run: "a", arn: "arn" } as Execution)).rejects.toMatchObject({
      name: "NotAllowed",
      message: 'run "a" cannot be redriven: it is older than 14 days',
    })
  })

  it("is seen at once", async () => {
    let executions: readonly object[] = [ended]
    const { machine } = makeMachine({
      [ListExecutionsCommand.name]: () => ({ executions }),
      [StartExecutionCommand.name]: () => {
        executions = [ended, running]
        return {}
      },
    })
    expect((await machine.list({ count: 9 })).executions).toHaveLength(1)
    await machine.start("b", { year: 2025 })
    expect((await machine.list({ count: 9 })).executions).toHaveLength(2)
  })
})
