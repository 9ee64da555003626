import { openArchive } from "@mapfold/functions/pull/open-archive"
import { pull } from "@mapfold/functions/pull/pull"
import { type BucketPlace, describePlace } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import { checkBucket } from "../check-buckets.ts"
import { UsageError } from "../errors.ts"
import type { ExitCode } from "../exit-code.ts"
import { locate, makeWritable } from "../folders.ts"
import { nearObject } from "../near.ts"
import { explainPull } from "../pull/explain-pull.ts"
import { findPulling, type PullOptions } from "../pull/find-archive.ts"
import { runPull } from "../pull/run-pull.ts"

export type PullHereOptions = PullOptions & { readonly to?: string; readonly endpointUrl?: string }

const TARGET = "target"
/** Milliseconds that requests under way get to end, once it is asked to stop. */
const PATIENCE = 20_000

/** Brings a folder, or a place in S3, up to date with a public archive. */
export async function pullArchive(name: string, options: PullHereOptions): Promise<ExitCode> {
  const pulling = findPulling(name, options)
  const { archive, bucket, prefixes } = pulling
  const place = locateTarget(options.to)
  await checkBucket("--to", place)
  const source = openArchive({ region: archive.region, endpoint: options.endpointUrl }, process.env)
  const store = await openStore({ buckets: { [TARGET]: place } })
  const to = describePlace(place)
  const near = nearObject(to)
  return runPull({
    ...{ ...pulling, to, json: options.json === true, patience: PATIENCE },
    farewell: "pulling ends here: call it again, and it goes on",
    begin: ({ signal, progress }) =>
      pull({
        source: { store: source, bucket },
        target: { store, bucket: TARGET },
        ...{ prefixes, signal, progress },
      }),
    explain: (error) =>
      explainPull(error, bucket, (message) =>
        message.replaceAll(`s3://${TARGET}/`, near.endsWith("/") ? near : `${near}/`),
      ),
  })
}

/** Makes the folder where there is none. */
function locateTarget(to: string | undefined): BucketPlace {
  if (to === undefined)
    throw new UsageError("say where to: --to with a folder or s3://bucket/prefix, or --stage with a stage")
  const place = locate("--to", to)
  if (typeof place === "string") makeWritable(place, "--to")
  return place
}
