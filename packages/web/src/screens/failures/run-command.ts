import { quoteForShell } from "./shell-words.ts"

export type ObjectRun = {
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  readonly key: string
  /** What `--input` takes; null where the files are in the home's own bucket. */
  readonly input: string | null
}

/** The command that runs a job over one object, on the machine of whoever pastes it. */
export function commandOf({ job, params, key, input }: ObjectRun): string {
  const flags = Object.entries(params).flatMap(([name, value]) => [`--${kebab(name)}`, textOf(value)])
  const words = ["mapfold", "run", job, ...flags, `--only=${key}`]
  return quoteForShell(input === null ? words : [...words, "--input", input])
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)
}

/** `perStation` is `--per-station`, as the command itself names its flags. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
