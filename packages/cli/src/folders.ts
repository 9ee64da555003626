import { accessSync, constants, mkdirSync, opendirSync, statSync } from "node:fs"
import { isAbsolute, join, relative, resolve, sep } from "node:path"
import { toStoreFailed } from "@mapfold/local/store/folder-errors"
import { UsageError } from "./errors.ts"

/** The engine's home, and the two folders that are the buckets. Absolute paths. */
export type Folders = { readonly home: string; readonly input: string; readonly output: string }

export type FolderOptions = { readonly dir: string; readonly input?: string; readonly output?: string }

/** Where the buckets are: `input/` and `output/` of the home where no flag names another folder. */
export function locateFolders({ dir, input, output }: FolderOptions): Folders {
  const home = resolve(dir)
  return { home, input: resolve(input ?? `${dir}/input`), output: resolve(output ?? `${dir}/output`) }
}

/**
 * Throws a UsageError where the input cannot be read, the output cannot be written, or the job would take what is written for
 * objects: it looks for those under `prefix`. Makes home and output.
 */
export function checkFolders(folders: Folders, flags: FolderOptions, prefix: string): void {
  const { home, input, output } = folders
  checkInput(input, flags.input === undefined)
  if (input === output) {
    throw new UsageError(`--input and --output are the same folder, ${input}: choose another for the output`)
  }
  checkApart("--dir", home, { input, prefix })
  checkApart("--output", output, { input, prefix })
  makeWritable(home, "--dir")
  makeWritable(output, "--output")
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

function makeWritable(folder: string, flag: string): void {
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
