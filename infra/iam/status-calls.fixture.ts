import { text } from "node:stream/consumers"
import { openWorld, readings, type World } from "@mapfold/local/runs/runs.fixture"
import { embeddedTarget } from "@mapfold/local/site/embedded-target"
import type { Call } from "../evaluate/allows.ts"
import type { EvaluatedStage } from "../evaluate/resource.ts"
import { ofType } from "../evaluate/roles.ts"

/** A call of AWS's client, as it was made of the embedded endpoints. */
export type ClientCall = {
  /** `DescribeExecutionCommand` */
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  /** What was asked for is not there. */
  readonly isMissing: boolean
}

/**
 * Drives all that the status API can do on the embedded engine, over runs that go well, go wrong, are stopped, redriven and
 * repaired, and answers all calls that its clients made.
 */
export async function recordStatusApi(): Promise<readonly ClientCall[]> {
  const world = await openWorld()
  const calls: ClientCall[] = []
  try {
    record(world, calls)
    const troubled = await runTroubled(world)
    await readAll(world, troubled)
    await act(world, troubled)
    return calls
  } finally {
    await world.close()
  }
}

const MISSING = ["NoSuchKey", "NotFound"]

function record({ clients }: World, calls: ClientCall[]): void {
  for (const { middlewareStack } of [clients.sfn, clients.s3, clients.logs] as readonly Recordable[])
    middlewareStack.add(
      (next, { commandName: command }) =>
        async (args) => {
          const { input } = args
          try {
            const answer = await next(args)
            calls.push({ command, input, isMissing: false })
            return answer
          } catch (error) {
            calls.push({ command, input, isMissing: MISSING.includes((error as Error).name) })
            throw error
          }
        },
      { step: "initialize" },
    )
}

type Sent = { readonly input: ClientCall["input"] }
/** As much of a client as is used here. */
type Recordable = {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: Sent) => Promise<unknown>,
        context: { readonly commandName: string },
      ) => (args: Sent) => Promise<unknown>,
      options: { readonly step: "initialize" },
    ): void
  }
}

/** A run with failed objects and rejected records, all tolerated. */
async function runTroubled({ runs, put, ended }: World): Promise<string> {
  put("2021/rhine.csv", readings("rhine", 10))
  put("2021/odd.csv", "river,depth\nrhine,1.0\n")
  put("2021/wet.csv", "river,level\nmain,1.0\nmain,high\n")
  const tolerate = { objects: "90%", records: "90%" }
  const { run } = await runs.start({ year: 2021, tolerate, settings: { batchObjects: 2 } })
  await runs.read(run)
  await ended(run)
  return run
}

async function readAll({ runs }: World, run: string): Promise<void> {
  await Promise.all([runs.site(), runs.jobs(), runs.list(), runs.list({ status: "SUCCEEDED" })])
  await runs.plan({ year: 2021 })
  await runs.plan({ year: 2021, only: ["2021/rhine.csv", "2021/none.csv"] })
  const { batches } = await runs.batches(run)
  for (const { child } of batches) await Promise.all([runs.batch(run, child), runs.batchLog(run, child)])
  await Promise.all([
    ...[runs.read(run), runs.failures(run), runs.quality(run), runs.result(run), runs.logs(run, {})],
    runs.failedObjects(run, { kind: "object", name: "MissingColumn" }),
    runs.failedObjects(run, { kind: "record", name: "number" }),
    runs.rejects(run, {}),
    runs.rejects(run, { object: "2021/wet.csv" }),
  ])
  for (const name of ["result.json", "result.csv", "failures.jsonl"] as const)
    await text((await runs.download(run, name)).body)
}

async function act({ runs, put, ended }: World, troubled: string): Promise<void> {
  put("2021/odd.csv", readings("odd", 3))
  const repaired = await runs.repair(troubled)
  await ended(repaired.run)
  await runs.read(repaired.run)
  const { batches } = await runs.batches(repaired.run)
  for (const { child } of batches) await runs.batch(repaired.run, child)
  for (const river of ["rhine", "elbe", "oder", "main"]) put(`2022/${river}.csv`, readings(river, 1))
  const { run } = await runs.start({ year: 2022, slow: 500, settings: { batchObjects: 1 } })
  await runs.stop(run)
  await ended(run)
  await runs.failures(run)
  await runs.result(run).catch(() => null)
  await runs.redrive(run)
  await ended(run)
}

/** What IAM is asked for one call, on AWS, of a stage whose jobs lie below a prefix. */
export function toIamCalls(stage: EvaluatedStage, prefix: string, call: ClientCall): Call[] {
  const { command, input, isMissing } = call
  const names = JSON.parse(ofType(stage, "aws:ssm/parameter:Parameter")[0]!.inputs.value as string)
  const machine = names.stateMachineArn as string
  const name = command.replace(/Command$/, "")
  const { Bucket, Key, Prefix } = input as Partial<Record<string, string>>
  if (Bucket === undefined) {
    if (name === "FilterLogEvents") return [{ action: `logs:${name}`, resource: groupOf(names, input) }]
    const arn = [input.executionArn, input.mapRunArn, input.stateMachineArn].find(
      (value) => value !== undefined,
    )
    return [{ action: `states:${name}`, resource: ofStage(arn as string, machine) }]
  }
  const isInput = Bucket === embeddedTarget.input.bucket
  const bucket = `arn:aws:s3:::${isInput ? names.input.bucket : names.output.bucket}`
  const below = isInput ? prefix : ""
  const list = (context?: Record<string, string>): Call => ({
    ...{ action: "s3:ListBucket", resource: bucket },
    ...(context && { context }),
  })
  if (name === "ListObjectsV2") return [list({ "s3:prefix": `${below}${Prefix ?? ""}` })]
  // HeadObject is asked for as GetObject; without s3:ListBucket a missing key would be denied
  const action = name === "HeadObject" ? "s3:GetObject" : `s3:${name}`
  return [{ action, resource: `${bucket}/${below}${Key}` }, ...(isMissing ? [list()] : [])]
}

/** `arn:aws:states:<region>:<account>:<type>:<machine>…` with what is the stage's. */
function ofStage(arn: string, machineArn: string): string {
  const [, , , region, account, , machine] = machineArn.split(":")
  return arn.replace(
    /^arn:aws:states:[^:]+:\d+:(\w+):[^:/]+/,
    `arn:aws:states:${region}:${account}:$1:${machine}`,
  )
}

type Names = { readonly logGroup: string; readonly functions: Record<string, { readonly logGroup: string }> }

function groupOf(names: Names, { logGroupName }: ClientCall["input"]): string {
  const source = embeddedTarget.logs.find(({ group }) => group === logGroupName)?.source
  const group = source === "workflow" ? names.logGroup : names.functions[source!]!.logGroup
  return `arn:aws:logs:eu-central-1:123456789012:log-group:${group}:log-stream:`
}
