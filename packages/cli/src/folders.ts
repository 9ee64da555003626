import { accessSync, constants, mkdirSync, opendirSync, statSync } from "node:fs"
import { isAbsolute, join, relative, resolve, sep } from "node:path"
import { type BucketPlace, describePlace, parseS3Uri, type S3Place } from "@mapfold/local/store/bucket-place"
import { toStoreFailed } from "@mapfold/local/store/folder-errors"
import { UsageError } from "./errors.ts"

/** The engine's home, an absolute path, and where the two buckets are: folders, or places in S3. */
export type Folders = { readonly home: string; readonly input: BucketPlace; readonly output: BucketPlace }

export type FolderOptions = { readonly dir: string; readonly input?: string; readonly output?: string }

/** Where the buckets are: `input/` and `output/` of the home where no flag says otherwise. Throws UsageError. */
export function locateFolders({ dir, input, output }: FolderOptions): Folders {
  const home = resolve(dir)
  return {
    home,
    input: locate("--input", input ?? `${dir}/input`),
    output: locate("--output", output ?? `${dir}/output`),
  }
}

/** A folder's absolute path, or the place in S3 that a flag names. Throws UsageError. */
export function locate(flag: string, value: string): BucketPlace {
  if (!/^(s3:|[a-z][a-z0-9+.-]+:\/\/)/i.test(value)) return resolve(value)
  const place = parseS3Uri(value)
  if (place !== null) return place
  const advice = "name a folder, or a place in S3 as s3://bucket or s3://bucket/prefix"
  throw new UsageError(`${flag}: "${value}" is neither a folder nor a bucket; ${advice}`)
}

/**
 * Throws a UsageError where the input cannot be read, the output cannot be written, or the job would take what is written for
 * objects: it looks for those under `prefix`. Makes home and output. Of S3 it asks nothing: see `checkBuckets`.
 */
export function checkFolders(folders: Folders, flags: FolderOptions, prefix: string): void {
  const { home, input, output } = folders
  if (typeof input === "string") checkInput(input, flags.input === undefined)
  if (describePlace(input) === describePlace(output)) {
    const what = typeof input === "string" ? "folder" : "place"
    throw new UsageError(
      `--input and --output are the same ${what}, ${describePlace(input)}: choose another for the output`,
    )
  }
  if (typeof input === "string") {
    checkApart("--dir", home, { input, prefix })
    if (typeof output === "string") checkApart("--output", output, { input, prefix })
  } else if (typeof output !== "string") checkApartInS3(output, input, prefix)
  makeWritable(home, "--dir")
  if (typeof output === "string") makeWritable(output, "--output")
}

function checkApartInS3(output: S3Place, input: S3Place, prefix: string): void {
  if (output.bucket !== input.bucket || !output.prefix.startsWith(input.prefix)) return
  const keys = output.prefix.slice(input.prefix.length)
  if (!keys.startsWith(prefix) && !prefix.startsWith(keys)) return
  throw new UsageError(
    `--output: ${describePlace(output)} lies where the job looks for its objects, in ${describePlace(input)}${prefix}: choose a place outside of it`,
  )
}

function checkApart(
  flag: string,
  folder: string,
  { input, prefix }: { readonly input: string; readonly prefix: string },
): void {
  const way = relative(input, folder).replaceAll(sep, "/")
  if (way.startsWith("..") || isAbsolute(way)) return
  const keys = way === "" ? "" : `${way}/`
  if (!keys.startsWith(prefix) && !prefix.startsWith(keys)) return
  throw new UsageError(
    `${flag}: ${folder} lies where the job looks for its objects, in ${join(input, prefix)}: choose a folder outside of it`,
  )
}

function checkInput(folder: string, isDefault: boolean): void {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) {
      const advice = isDefault
        ? `name one with --input, or make data with "mapfold sample"`
        : "name the one with the files"
      throw new UsageError(`--input: there is no folder ${folder}; ${advice}`)
    }
    if (!stats.isDirectory())
      throw new UsageError(`--input: ${folder} is not a folder; name the one that the files lie in`)
    accessSync(folder, constants.R_OK | constants.X_OK)
    opendirSync(folder).closeSync()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(toStoreFailed(`--input: ${folder} cannot be read`, folder, error).message)
  }
}

/** Makes a folder that can be written. Throws UsageError. */
export function makeWritable(folder: string, flag: string): void {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true)
      throw new UsageError(`${flag}: ${folder} cannot be written: it is a file; name a folder`)
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(toStoreFailed(`${flag}: ${folder} cannot be written`, folder, error).message)
  }
}
