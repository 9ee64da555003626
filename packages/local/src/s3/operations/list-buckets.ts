import { type Dirent, readdirSync, statSync } from "node:fs"
import { isMissing } from "../../store/folder-errors.ts"
import { isBucketName, madeBuckets } from "../../store/folder-path.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument } from "../s3-error.ts"
import type { S3Request, S3State } from "../s3-state.ts"
import { readToken, writeToken } from "./page-token.ts"
import { readCount } from "./read-count.ts"

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
const MAX_BUCKETS = 10_000

/** Whom all buckets belong to. */
export const OWNER = {
  ID: "6d6170666f6c646d6170666f6c646d6170666f6c646d6170666f6c646d617066",
  DisplayName: "mapfold",
}

export async function listBuckets({ state, query }: S3Request): Promise<Reply> {
  const prefix = query.get("prefix")
  const region = query.get("bucket-region")
  const token = query.get("continuation-token")
  const after = token === undefined ? "" : readToken(token)
  const found = region === undefined || region === state.region ? allBuckets(state) : []
  const rest = found.filter(({ name }) => name.startsWith(prefix ?? "") && name > after)
  const page = rest.slice(0, readMost(query.get("max-buckets")))
  return replyXml("ListAllMyBucketsResult", {
    Owner: OWNER,
    Buckets: {
      Bucket: page.map(({ name, made }) => ({
        Name: name,
        CreationDate: new Date(Math.floor(made / 1e3) * 1e3).toISOString(),
        BucketRegion: state.region,
      })),
    },
    Prefix: prefix,
    ContinuationToken: rest.length > page.length ? writeToken(page.at(-1)!.name) : undefined,
  })
}

function readMost(text: string | undefined): number {
  const most = readCount("max-buckets", text, MAX_BUCKETS)
  if (most > 0) return most
  throw invalidArgument(
    `Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`,
    "max-buckets",
    "0",
  )
}

/** `made` is in milliseconds since 1970. */
type Bucket = { readonly name: string; readonly made: number }

/** In the order of their names. */
function allBuckets({ buckets }: S3State): readonly Bucket[] {
  const made = madeBuckets(buckets.home)
  const names = readFolder(made).filter((entry) => entry.isDirectory() && isBucketName(entry.name))
  const folders = new Map(names.map(({ name }) => [name, `${made}/${name}`]))
  for (const [name, folder] of Object.entries(buckets.buckets)) folders.set(name, folder)
  return [...folders]
    .flatMap(([name, folder]) => {
      const found = statSync(folder, { throwIfNoEntry: false })
      return found?.isDirectory() ? [{ name, made: found.birthtimeMs }] : []
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Empty where it is not there. */
export function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
