import { quoteForShell } from "./shell-words.ts"

export type ObjectRun = {
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  readonly key: string
  /** What `--input` takes: a folder, or `s3://bucket/prefix/`, below which the command looks for keys. */
  readonly input: string
}

/** The command that runs a job over one object, on the machine of whoever pastes it. */
export function commandOf({ job, params, key, input }: ObjectRun): string {
  const flags = Object.entries(params).flatMap(([name, value]) => [`--${kebab(name)}`, textOf(value)])
  const only = `--only=${belowPrefix(key, input)}`
  return quoteForShell(["mapfold", "run", job, ...flags, only, "--input", input])
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
