import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const BIN = fileURLToPath(new URL("../bin/mapfold.mjs", import.meta.url))
/** Any of these runs takes a second or two. */
const TIMEOUT_MS = 110_000

/** `signal` is set where the command was killed by one: `code` is null then. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

export type SpawnOptions = {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly onStart?: (child: ChildProcess) => void
}

/** The real command, in a process of its own; `onStart` sees it while it runs. */
export function mapfold(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return run(process.execPath, [BIN, ...args], options)
}

/** A line that the command has printed, as somebody pastes it into a shell that has `mapfold` on its PATH. */
export function inShell(line: string): Promise<Ended> {
  const define = `mapfold() { '${process.execPath}' '${BIN}' "$@"; }`
  return run("bash", ["-c", `${define}\n${line}`])
}

/** Whatever starts the command; `env` is beside the environment of the test. */
export function run(
  file: string,
  args: readonly string[],
  { cwd, env, onStart }: SpawnOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      // Run by npm or not, the command speaks of itself in the same way.
      env: { ...process.env, npm_command: undefined, ...env },
      timeout: TIMEOUT_MS,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
    onStart?.(child)
  })
}

/** A folder of the test's own, and what removes it. */
export function scratch(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "mapfold-e2e-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
