import { quoteForShell } from "./shell-words.ts"

export type ObjectRun = {
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  readonly key: string
  /** What `--input` takes: a folder, or `s3://bucket/prefix/`, below which the command looks for keys. */
  readonly input: string
  /** What `--jobs` takes; null where the job is Mapfold's own. */
  readonly jobFile: string | null
}

/** The command that runs a job over one object, on the machine of whoever pastes it in the folder that has Mapfold. */
export function commandOf({ job, params, key, input, jobFile }: ObjectRun): string {
  const flags = Object.entries(params).flatMap(([name, value]) => flagOf(`--${kebab(name)}`, textOf(value)))
  const jobs = jobFile === null ? [] : ["--jobs", jobFile]
  const only = `--only=${belowPrefix(key, input)}`
  return quoteForShell(["npx", "mapfold", "run", job, ...flags, only, "--input", input, ...jobs])
}

/** A value that begins with a dash would be taken for a flag of its own. */
function flagOf(name: string, value: string): readonly string[] {
  return value.startsWith("-") ? [`${name}=${value}`] : [name, value]
}

function belowPrefix(key: string, input: string): string {
  const prefix = /^s3:\/\/[^/]+\/(.+)$/.exec(input)?.[1]
  return prefix !== undefined && key.startsWith(prefix) ? key.slice(prefix.length) : key
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)
}

/** `perStation` is `--per-station`, as the command itself names its flags. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
