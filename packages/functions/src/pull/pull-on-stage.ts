import { readableCause } from "@mapfold/core/report/readable-cause"
import { pullItemsKey } from "@mapfold/core/run/layout"
import type { Item } from "@mapfold/core/workflow/payloads"
import type { PullInput } from "@mapfold/core/workflow/pull-payloads"
import * as z from "zod"
import { makeLineBuffer } from "../prepare/line-buffer.ts"
import type { Execution } from "../runs/aws/execution.ts"
import { CopyingFailed, TooMuchToPull } from "./errors.ts"
import { findWanted, listTarget, type Wanted } from "./find-wanted.ts"
import { type FollowPull, followPull } from "./follow-pull.ts"
import type { Pulled, PullOptions } from "./pull.ts"
import { makePullAccount } from "./pull-account.ts"
import type { PullMachine } from "./pull-machine.ts"
import { openPullManifest } from "./pull-manifest.ts"
import { readCopies } from "./read-copies.ts"
import type { PullPlace } from "./read-whole.ts"

export type StagePullOptions = Omit<PullOptions, "source"> &
  Pick<FollowPull, "pause"> & {
    readonly source: PullPlace & { readonly region: string }
    /** The stage's bucket for what its machines leave. */
    readonly output: PullPlace
    readonly machine: PullMachine
    /** The name of the execution, which no other has. */
    readonly name: string
    /** Told once it has been begun on AWS. */
    readonly begun?: () => void | Promise<void>
  }

/** Bytes of a list: some two million objects, four times the archive. */
const MAX_LIST_BYTES = 256 * 1024 * 1024

/**
 * `pull` into a stage's input bucket, where a state machine on AWS copies what is wanted: this machine compares the listings, writes
 * the list and waits. It needs s3:ListBucket on the target, s3:GetObject and PutObject there below `.mapfold/` and in the output
 * below `pulls/`; states:StartExecution on the machine, DescribeExecution, GetExecutionHistory and StopExecution on its executions,
 * DescribeMapRun on its map runs. Where the signal is aborted it is stopped on AWS. Throws `CopyingFailed`, `PullNotFollowed`, `TooMuchToPull`,
 * and what the stores and AWS's errors are.
 */
export async function pullOnStage(options: StagePullOptions): Promise<Pulled> {
  const { source, target, prefixes, signal, progress } = options
  const manifest = await openPullManifest(target.store, target.bucket, source.bucket)
  const compared = await findWanted({
    ...{ source, target, prefixes, manifest, signal },
    told: ({ listed, kept }) =>
      progress?.({ phase: "listing", objects: { listed, done: kept }, bytes: null }),
  })
  const { wanted, listed, kept } = compared
  const account = makePullAccount(wanted, { listed, kept, manifest })
  if (wanted.length === 0) return account.pulled()
  const ended = await copyOnAws(options, wanted, (done) =>
    progress?.({ phase: "pulling", objects: { listed, done: kept + done }, bytes: null }),
  )
  if (ended.status === "ABORTED") account.takeListing(await listTarget(target, prefixes))
  else for await (const outcome of readCopies(options.output.store, manifestOf(ended))) account.take(outcome)
  await manifest.write()
  return account.pulled()
}

async function copyOnAws(
  { source, output, machine, name, signal, begun, pause }: StagePullOptions,
  wanted: readonly Wanted[],
  told: (ended: number) => void,
): Promise<Execution> {
  await output.store.put(output.bucket, pullItemsKey(name), makeList(wanted), {
    contentType: "application/x-ndjson",
  })
  signal.throwIfAborted()
  const input: PullInput = { source: { bucket: source.bucket, region: source.region } }
  await machine.start(name, input)
  await begun?.()
  return followPull({ machine, name, signal, told, ...(pause && { pause }) })
}

function makeList(wanted: readonly Wanted[]): Uint8Array {
  const lines = makeLineBuffer(MAX_LIST_BYTES)
  for (const { object } of wanted) {
    const item: Item = { Key: object.key, Size: object.size, Etag: object.etag }
    if (!lines.add(item))
      throw new TooMuchToPull(
        `${wanted.length} objects are too many for one pull onto a stage: pull a few years at a time`,
      )
  }
  return lines.take()
}

const Answer = z.object({
  ResultWriterDetails: z.object({ Bucket: z.string(), Key: z.string() }),
})

/** Where ResultWriter's manifest lies. Throws `CopyingFailed` where the execution has not come to that. */
function manifestOf({ run, status, output, error, cause }: Execution) {
  if (status !== "SUCCEEDED")
    throw new CopyingFailed(
      `${run} failed on AWS with ${error ?? status}: ${readableCause(cause ?? "no cause was given")}; ` +
        "what has been copied stays: call it again once that is mended",
    )
  return Answer.parse(output).ResultWriterDetails
}
