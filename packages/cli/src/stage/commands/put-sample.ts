import { createHash } from "node:crypto"
import type { ObjectStore, ObjectSummary } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { ask } from "@mapfold/functions/runs/aws/aws-errors"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { UsageError } from "../../errors.ts"
import { showLine } from "../../progress/live-line.ts"
import { count, countOf, megabytes } from "../../quantities.ts"
import type { Made, MadeObject } from "../../sample/sample.ts"
import { withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

/** Puts under way: the connections are half of what the client has, and S3 takes 3,500 a second below a prefix. */
const AT_A_TIME = 32
/** What S3 gives for an ETag where an object was put at once and is not encrypted with a key of its own: the MD5 of its bytes. */
const MD5 = /^"[0-9a-f]{32}"$/

/** Objects of the input bucket, by their keys below the stage's prefix. */
type There = ReadonlyMap<string, ObjectSummary>

type Sums = { objects: number; bytes: number; kept: number }

/** The stage's input. */
type Input = { readonly store: ObjectStore; readonly bucket: string; readonly prefix: string }

/**
 * `mapfold sample --stage`: puts made data into the stage's input bucket. What is there already, of an earlier attempt, is left;
 * files that are others stop it before anything is put. `make` makes the same data each time.
 */
export function putSample(make: () => Made, options: StageOptions): Promise<void> {
  return withStage(options, async ({ target, clients, places }) => {
    if (target.input.isOwn === false)
      throw new UsageError(
        `${places.input} is not the stage's own: it is only read, and no made data is put beside what is real; choose another stage`,
      )
    const input = { store: makeS3Store(clients.s3), ...target.input }
    const made = make()
    const there = await findThere(input, made)
    checkReferences(made, there, places.input)
    checkFolder(make, there, places.input)
    const sums = await putAll(input, made, there)
    process.stdout.write(describe(made, sums, `${places.input}${made.folder}/`))
  })
}

/** What lies in the folder, and what stands where a job refers to. */
async function findThere({ store, bucket, prefix }: Input, { folder, references }: Made): Promise<There> {
  const there = new Map<string, ObjectSummary>()
  const pages = store.list(bucket, { prefix: `${prefix}${folder}/` })[Symbol.asyncIterator]()
  for (;;) {
    const page = await ask("s3:ListBucket", () => pages.next())
    if (page.done === true) break
    for (const object of page.value) there.set(object.key.slice(prefix.length), object)
  }
  for (const { key } of references) {
    const found = await ask("s3:GetObject", async () => store.head(bucket, `${prefix}${key}`))
    if (found !== null) there.set(key, found)
  }
  return there
}

async function putAll({ store, bucket, prefix }: Input, made: Made, there: There): Promise<Sums> {
  const sums: Sums = { objects: 0, bytes: 0, kept: 0 }
  const put = ({ key, bytes }: MadeObject) =>
    ask("s3:PutObject", () => store.put(bucket, `${prefix}${key}`, bytes))
  const putNew = async (object: MadeObject) => {
    if (there.has(object.key)) sums.kept++
    else await put(object)
    sums.objects++
    sums.bytes += object.bytes.length
  }
  const hideLine = await showLine((_, columns) => progressLine(made, sums).slice(0, columns - 1))
  try {
    // first what belongs to all of it: a run that lists the folder meanwhile finds what it refers to
    for (const object of [...made.references, made.note]) if (!there.has(object.key)) await put(object)
    for await (const _ of readAhead(made.objects, AT_A_TIME, putNew));
    return sums
  } finally {
    hideLine()
  }
}

function progressLine({ count: all, noun }: Made, { objects, bytes }: Sums): string {
  return `putting   ${count(objects)} of ${countOf(all, noun)} · ${megabytes(bytes)}`
}

function describe({ count: all, noun, note }: Made, { kept, bytes }: Sums, folder: string): string {
  const how = kept === 0 ? "" : `; ${count(kept)} were there already`
  return `Put ${countOf(all - kept, noun)} into ${folder}${how} (${megabytes(bytes)} in all); ${note.key} says more.\n`
}

/** Throws a UsageError where the folder has files that are not those to be made: they may be real. */
function checkFolder(make: () => Made, there: There, place: string): void {
  const { folder, objects } = make()
  const others = new Set([...there.keys()].filter((key) => key.startsWith(`${folder}/`)))
  if (others.size === 0) return
  for (const object of objects) {
    const found = there.get(object.key)
    if (found !== undefined && isSame(found, object)) others.delete(object.key)
  }
  const [first] = others
  if (first === undefined) return
  throw new UsageError(
    `${place}${folder}/ holds ${countOf(others.size, "file")} already that would not be made so, ${first} the first: ` +
      "they may be real; choose other flags, or remove them first",
  )
}

/** What a job refers to may be real, too. */
function checkReferences({ references }: Made, there: There, place: string): void {
  for (const object of references) {
    const found = there.get(object.key)
    if (found === undefined || isSame(found, object)) continue
    throw new UsageError(
      `${place}${object.key} is there already and is another: remove it first, if it may go`,
    )
  }
}

/** By the bytes where the ETag tells of them, else by their number. */
function isSame({ size, etag }: ObjectSummary, { bytes }: MadeObject): boolean {
  if (size !== bytes.length) return false
  return !MD5.test(etag) || etag === `"${createHash("md5").update(bytes).digest("hex")}"`
}
