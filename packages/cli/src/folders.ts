import { accessSync, constants, mkdirSync, readdirSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { UsageError } from "./errors.ts"

/** The engine's home, and the two folders that are the buckets. Absolute paths. */
export type Folders = { readonly home: string; readonly input: string; readonly output: string }

export type FolderOptions = { readonly dir: string; readonly input?: string; readonly output?: string }

/** Where the buckets are: `input/` and `output/` of the home where no flag names another folder. */
export function locateFolders({ dir, input, output }: FolderOptions): Folders {
  const home = resolve(dir)
  return { home, input: resolve(input ?? `${dir}/input`), output: resolve(output ?? `${dir}/output`) }
}

/** Throws a UsageError where the input cannot be read or the output cannot be written. Makes home and output. */
export function checkFolders(folders: Folders, flags: FolderOptions): void {
  checkInput(folders.input, flags.input === undefined)
  if (folders.input === folders.output) {
    throw new UsageError(
      `--input and --output are the same folder, ${folders.input}: choose another for the output`,
    )
  }
  makeWritable(folders.home, "--dir")
  makeWritable(folders.output, "--output")
}

function checkInput(folder: string, isDefault: boolean): void {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) {
    const advice = isDefault
      ? `name one with --input, or make data with "mapfold sample"`
      : "name the one with the files"
    throw new UsageError(`--input: there is no folder ${folder}; ${advice}`)
  }
  if (!stats.isDirectory())
    throw new UsageError(`--input: ${folder} is not a folder; name the one that the files lie in`)
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    readdirSync(folder)
  } catch (error) {
    throw new UsageError(`--input: ${folder} cannot be read: ${messageOf(error)}`)
  }
}

function makeWritable(folder: string, flag: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new UsageError(`${flag}: ${folder} cannot be written: ${messageOf(error)}`)
  }
}

/** A folder as a message shows it: its listing can fail for as many reasons as there are file systems. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
