import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from "@aws-sdk/client-sfn"
import { mapPrefix, reportKey } from "@mapfold/core/run/layout"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import * as z from "zod"
import { ask } from "../runs/aws/aws-errors.ts"
import { parseJson } from "../runs/aws/execution.ts"
import type { MapRunEvidence, ResultFile, RunEvidence } from "./evidence.ts"
import type { VerifyPorts } from "./ports.ts"
import { answerOf } from "./run-execution.ts"
import { waitFor } from "./wait.ts"

/** A run of verify has some thirty events, and four children. */
const PAGE = 1_000
const SETTLING_MS = 30_000
/** Manifests and result files that are read, of a handful each: an attempt has one manifest. */
const MAX_FILES = 20

const Files = z.object({
  ResultFiles: z.record(z.string(), z.array(z.object({ Key: z.string() }))),
})

/** Reads all that AWS says of a run that has ended. */
export async function observe(
  ports: VerifyPorts,
  execution: DescribeExecutionOutput,
  request: unknown,
): Promise<RunEvidence> {
  const { executionArn = "", name: run = "" } = execution
  const [history, definition, mapRuns, manifests, report] = await Promise.all([
    readHistory(ports, executionArn),
    readDefinition(ports, executionArn),
    readMapRuns(ports, executionArn),
    readManifests(ports, run),
    readJson(ports, reportKey(run)),
  ])
  const files = await readFiles(ports, manifests)
  return { run, request, execution, history, definition, mapRuns, manifests, files, report }
}

async function readHistory({ clients }: VerifyPorts, executionArn: string): Promise<HistoryEvent[]> {
  const command = new GetExecutionHistoryCommand({
    ...{ executionArn, maxResults: PAGE, includeExecutionData: true },
  })
  const { events = [] } = await ask("states:GetExecutionHistory", () => clients.sfn.send(command))
  return events
}

async function readDefinition({ clients }: VerifyPorts, executionArn: string): Promise<unknown> {
  const command = new DescribeStateMachineForExecutionCommand({ executionArn })
  const { definition } = await ask("states:DescribeStateMachineForExecution", () => clients.sfn.send(command))
  return parseJson(definition)
}

async function readMapRuns(ports: VerifyPorts, executionArn: string): Promise<MapRunEvidence[]> {
  const command = new ListMapRunsCommand({ executionArn })
  const { mapRuns = [] } = await ask("states:ListMapRuns", () => ports.clients.sfn.send(command))
  const read: MapRunEvidence[] = []
  // one after another: DescribeMapRun may be asked once a second an account, and the client tries again
  for (const { mapRunArn } of mapRuns) read.push(await readMapRun(ports, mapRunArn ?? ""))
  return read
}

async function readMapRun(ports: VerifyPorts, mapRunArn: string): Promise<MapRunEvidence> {
  const { sfn } = ports.clients
  const described = await describeSettled(ports, mapRunArn)
  const { executions = [] } = await ask("states:ListExecutions", () =>
    sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults: PAGE })),
  )
  return { described, children: executions, child: await readChild(sfn, executions) }
}

/** Its counts may lag behind the end of its run; what has not settled in time is told as it is. */
async function describeSettled(ports: VerifyPorts, mapRunArn: string): Promise<DescribeMapRunOutput> {
  const read = () =>
    ask("states:DescribeMapRun", () => ports.clients.sfn.send(new DescribeMapRunCommand({ mapRunArn })))
  let last: DescribeMapRunOutput | undefined
  try {
    return await waitFor(ports, { what: "its counts", milliseconds: SETTLING_MS }, async () => {
      last = await read()
      const { pending = 0, running = 0 } = last.executionCounts ?? {}
      return last.status === "RUNNING" || pending + running > 0 ? null : last
    })
  } catch (error) {
    if (last === undefined || (error as Error).name !== "TookTooLong") throw error
    return last
  }
}

async function readChild(sfn: VerifyPorts["clients"]["sfn"], [first]: readonly ExecutionListItem[]) {
  if (first === undefined) return null
  const command = new DescribeExecutionCommand({ executionArn: first.executionArn })
  return answerOf(() => ask("states:DescribeExecution", () => sfn.send(command)))
}

async function readManifests(ports: VerifyPorts, run: string): Promise<RunEvidence["manifests"]> {
  const found: ObjectSummary[] = []
  for await (const page of ports.store.list(ports.target.output.bucket, { prefix: `${mapPrefix(run)}/` }))
    found.push(...page.filter(({ key }) => key.endsWith("/manifest.json")))
  const inOrder = found.sort((left, right) => left.lastModified - right.lastModified).slice(-MAX_FILES)
  return Promise.all(inOrder.map(async ({ key }) => ({ key, content: await readJson(ports, key) })))
}

/** Those that the manifests name. */
async function readFiles(ports: VerifyPorts, manifests: RunEvidence["manifests"]): Promise<ResultFile[]> {
  const named = manifests.flatMap(({ key: manifest, content }) =>
    Object.entries(Files.safeParse(content).data?.ResultFiles ?? {}).flatMap(([kind, files]) =>
      files.map(({ Key: key }) => ({ key, manifest, kind })),
    ),
  )
  return Promise.all(
    named
      .slice(0, MAX_FILES)
      .map(async (file) => ({ ...file, text: (await readText(ports, file.key)) ?? "" })),
  )
}

/** Of the output bucket; null where it is not there, or no JSON. */
export async function readJson(ports: VerifyPorts, key: string): Promise<unknown> {
  return parseJson((await readText(ports, key)) ?? undefined)
}

async function readText({ store, target }: VerifyPorts, key: string): Promise<string | null> {
  try {
    const { bytes } = await readObject(store, target.output.bucket, key)
    return new TextDecoder().decode(bytes)
  } catch (error) {
    if ((error as Error).name === "ObjectNotFound") return null
    throw error
  }
}
