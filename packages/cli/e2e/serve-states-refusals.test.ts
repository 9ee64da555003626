import { connect } from "node:net"
import { join } from "node:path"
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { scratch } from "./command.ts"
import { create, define, roleArn } from "./serve/definitions.ts"
import { type Serving, serve } from "./serve/serving.ts"

const { path: folder, remove } = scratch()
const ARN = "arn:aws:states:us-east-1:000000000000"
const DONE = { Done: { Type: "Succeed" } }

let serving: Serving
let sfn: SFNClient

beforeAll(async () => {
  serving = await serve(join(folder, "home"))
  sfn = serving.sfn
})
afterAll(async () => {
  await serving.end()
  remove()
})

const send = (command: object): Promise<unknown> => sfn.send(command as never)
const refused = (why: string) => `1 validation error detected: ${why}`

describe("a request that is not as AWS wants it", () => {
  const definition = define(DONE)
  const name = "refused"
  const logging = (level: string) => ({ level, destinations: [] }) as never
  const stateMachineArn = `${ARN}:stateMachine:mapfold`

  it.each<[string, object, string, string]>([
    [
      "an empty name",
      new CreateStateMachineCommand({ name: "", definition, roleArn }),
      "ValidationException",
      refused(
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ],
    [
      "a long name",
      new StartExecutionCommand({ stateMachineArn, name: "a".repeat(81) }),
      "ValidationException",
      refused(
        `Value '${"a".repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
      ),
    ],
    [
      "no ARN",
      new StartExecutionCommand({} as never),
      "ValidationException",
      refused("Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"),
    ],
    [
      "an unknown status",
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "DONE" as never }),
      "ValidationException",
      refused(
        "Value 'DONE' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]",
      ),
    ],
    [
      "a page too large",
      new ListStateMachinesCommand({ maxResults: 1_001 }),
      "ValidationException",
      refused(
        "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
      ),
    ],
    [
      "a token with a space",
      new RedriveExecutionCommand({ executionArn: `${ARN}:execution:m:x`, clientToken: "a b" }),
      "ValidationException",
      refused(
        "Value 'a b' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [!-~]+",
      ),
    ],
    [
      "an input of more than 256 KiB",
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify("é".repeat(131_072)) }),
      "ValidationException",
      refused(
        "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
      ),
    ],
    [
      "an input that is nested without end",
      new StartExecutionCommand({ stateMachineArn, input: "[".repeat(1_001) + "]".repeat(1_001) }),
      "InvalidExecutionInput",
      "Invalid State Machine Execution Input: 'it is nested deeper than 1000'",
    ],
    [
      "a number for a text",
      new CreateStateMachineCommand({ name: 5 as never, definition, roleArn }),
      "SerializationException",
      "the field 'name' is of type number, where string is wanted",
    ],
    [
      "a role that is none",
      new CreateStateMachineCommand({ name, definition, roleArn: "me" }),
      "InvalidArn",
      "Invalid Arn: 'Invalid Role Arn: me'",
    ],
    [
      "logs without a group",
      new CreateStateMachineCommand({ name, definition, roleArn, loggingConfiguration: logging("ALL") }),
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    ],
    [
      "a version",
      new CreateStateMachineCommand({ name, definition, roleArn, publish: true }),
      "ValidationException",
      "this endpoint has no versions of machines: leave publish and versionDescription out",
    ],
    [
      "a key of one's own",
      new UpdateStateMachineCommand({
        ...{ stateMachineArn, roleArn },
        encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "k" },
      }),
      "InvalidEncryptionConfiguration",
      "Invalid Encryption Configuration: this endpoint encrypts nothing: leave encryptionConfiguration out",
    ],
    [
      "another Region's machine",
      new StartExecutionCommand({ stateMachineArn: stateMachineArn.replace("us-east-1", "eu-west-1") }),
      "StateMachineDoesNotExist",
      "State Machine Does Not Exist: 'arn:aws:states:eu-west-1:000000000000:stateMachine:mapfold'",
    ],
    [
      "executions to redrive of a machine",
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "PENDING_REDRIVE" }),
      "ValidationException",
      "The statusFilter PENDING_REDRIVE is for the executions of a map run: give mapRunArn",
    ],
  ])("is refused: %s", async (_, command, errorName, message) => {
    await expect(send(command)).rejects.toMatchObject({ name: errorName, message })
  })

  it.each([
    new StartExecutionCommand({ stateMachineArn: `${ARN}:stateMachine:m/L` }),
    new UpdateStateMachineCommand({ stateMachineArn: `${ARN}:stateMachine:m/L`, roleArn }),
    new DeleteStateMachineCommand({ stateMachineArn: `${ARN}:stateMachine:m/L` }),
    new ListExecutionsCommand({ stateMachineArn: `${ARN}:stateMachine:m/L` }),
  ])("is refused with the reason where the ARN is that of a Map state", async (command) => {
    await expect(send(command)).rejects.toMatchObject({
      ...{ name: "ValidationException", reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS" },
    })
  })

  it("is refused for each character that a name may not have", async () => {
    for (const character of ' <>{}[]?*"#%\\^|~`$&,;:/\u0001\u0085\uFFFE\u{10FFFF}\t') {
      const command = new CreateStateMachineCommand({ name: `a${character}`, definition, roleArn })
      const message = `Invalid Name: 'a${character}'`
      await expect(send(command)).rejects.toMatchObject({ name: "InvalidName", message })
    }
  })
})

describe("the endpoint", () => {
  /** A client with connections of its own. */
  const connectAgain = (fields: object = {}) =>
    new SFNClient({
      ...{ endpoint: serving.statesUrl, region: "us-east-1", maxAttempts: 1 },
      credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
      ...fields,
    })

  it("tells a client whose clock is an hour late what time it is, so that it can go on", async () => {
    const list = new ListStateMachinesCommand({})
    const late = connectAgain({ systemClockOffset: -3_600_000 })
    await expect(late.send(list)).rejects.toMatchObject({
      ...{ name: "InvalidSignatureException" },
      $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    expect((await late.send(list)).stateMachines).not.toEqual([])
    late.destroy()
  })

  it("answers 200 clients at once", async () => {
    const stateMachineArn = await create(sfn, "busy", DONE)
    const starts = Array.from({ length: 200 }, async (_, at) => {
      const client = connectAgain()
      try {
        return await client.send(new StartExecutionCommand({ stateMachineArn, name: `at-${at}` }))
      } finally {
        client.destroy()
      }
    })
    const arns = (await Promise.all(starts)).map(({ executionArn }) => executionArn)
    expect(new Set(arns).size).toBe(200)
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1_000 }))
    expect(executions).toHaveLength(200)
  })

  it("thinks nothing of a client that goes away in the middle of its request", async () => {
    const { hostname, port } = new URL(serving.statesUrl)
    const head = `POST / HTTP/1.1\r\nHost: ${hostname}\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\n`
    for (let client = 0; client < 10; client++) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () =>
          socket.end(`${head}Content-Length: 100\r\n\r\n{`, () => socket.destroy()),
        )
        socket.on("close", () => resolve()).on("error", reject)
      })
    }
    await sfn.send(new ListStateMachinesCommand({}))
    expect(serving.printed()).not.toMatch(/abort|ECONNRESET|Error/)
  })

  it.each([
    ["{", "the body is not JSON"],
    ["[1]", "the body is of type array, where object is wanted"],
    [new Uint8Array([0x22, 0xff, 0x22]), "the body is not UTF-8"],
  ])("refuses the body %s", async (body, message) => {
    const client = connectAgain()
    // whatever the client would have sent, it signs and sends this
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: unknown; headers: Record<string, string> }
        request.body = body
        request.headers["content-length"] = String(Buffer.byteLength(body))
        return next(args)
      },
      { step: "build", priority: "low" },
    )
    const sent = client.send(new ListStateMachinesCommand({})).finally(() => client.destroy())
    await expect(sent).rejects.toMatchObject({
      ...{ name: "SerializationException", message: expect.stringContaining(message) },
    })
  })
})
