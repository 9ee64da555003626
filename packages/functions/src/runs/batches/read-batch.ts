import type { DescribeExecutionOutput } from "@aws-sdk/client-sfn"
import type { Failure } from "@mapfold/core/batch/batch-file"
import { readableCause } from "@mapfold/core/report/readable-cause"
import type { AttemptView, BatchView } from "@mapfold/core/status/batch-view"
import { ChildOutput, Item } from "@mapfold/core/workflow/payloads"
import * as z from "zod"
import { childArn } from "../aws/arns.ts"
import { parseJson } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { requireMapRun } from "../run/find-map-run.ts"
import type { BatchDigest } from "./batch-digest.ts"
import { toBatchLine } from "./list-batches.ts"

/** Files of a batch that are named. */
const FILES = 1_000
/** Batch files of one child that are read: where its items were processed alone, it has one an item. */
const BATCHES = 200
const AT_A_TIME = 8
/** Rejects of a batch that are shown. */
const EXAMPLES = 100

const Input = z.looseObject({ Items: z.array(Item).catch([]) })

/** A child: its files, what its calls of Process took, and what failed in it. Throws `NoSuchRun`, `NoSuchBatch`, `NotYet`. */
export async function readBatch(ports: Ports, run: string, child: string): Promise<BatchView> {
  const execution = await ports.machine.describe(run)
  const mapRunArn = await requireMapRun(ports, execution)
  const described = await ports.machine.child(mapRunArn, execution, child)
  const items = Input.safeParse(parseJson(described.input)).data?.Items ?? []
  const output = ChildOutput.safeParse(parseJson(described.output)).data ?? { batches: [], failed: [] }
  const ids = output.batches.slice(0, BATCHES)
  const digests = await readEach(ids, (id) => ports.files.digest(run, id))
  const attempts = await readEach(ids, (id) => ports.files.times(run, id))
  const alone = output.failed.flatMap(({ index, error }): Failure[] => {
    const item = items[index]
    if (item === undefined) return []
    return [{ key: item.Key, error, message: `was processed alone, which ended as ${error}` }]
  })
  return {
    ...toBatchLine({ ...described, name: child, itemCount: items.length }),
    arn: childArn(mapRunArn, run, child),
    queueMs: queueOf(described, attempts),
    files: items.slice(0, FILES).map(({ Key: key, Size: size, Etag: etag }) => ({ key, size, etag })),
    attempts,
    error: errorOf(described),
    failures: [...digests.flatMap(({ failures }) => failures), ...alone],
    rejects: sumRejects(digests),
  }
}

/** In the order of the ids; those that are not there are left out. */
async function readEach<T>(ids: readonly string[], read: (id: string) => Promise<T | null>): Promise<T[]> {
  const found: T[] = []
  for (let at = 0; at < ids.length; at += AT_A_TIME) {
    const some = await Promise.all(ids.slice(at, at + AT_A_TIME).map(read))
    found.push(...some.filter((one) => one !== null))
  }
  return found
}

function queueOf({ startDate }: DescribeExecutionOutput, attempts: readonly AttemptView[]): number | null {
  const [first] = attempts.map(({ startedAt }) => Date.parse(startedAt)).sort((left, right) => left - right)
  return first === undefined || startDate === undefined ? null : Math.max(0, first - startDate.getTime())
}

function errorOf({ status, error, cause }: DescribeExecutionOutput): BatchView["error"] {
  if (status === "TIMED_OUT")
    return {
      name: error ?? "States.Timeout",
      message: readableCause(cause ?? "it took longer than a batch may"),
    }
  if (error === undefined && status !== "FAILED") return null
  return { name: error ?? "Failed", message: readableCause(cause ?? "") }
}

function sumRejects(digests: readonly BatchDigest[]): BatchView["rejects"] {
  const total = digests.reduce((sum, { records }) => sum + records.rejected, 0)
  return { total, examples: digests.flatMap(({ rejects }) => rejects.examples).slice(0, EXAMPLES) }
}
