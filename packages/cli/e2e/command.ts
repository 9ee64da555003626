import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const BIN = fileURLToPath(new URL("../bin/mapfold.mjs", import.meta.url))
/** Any of these runs takes a second or two. */
const TIMEOUT_MS = 60_000

/** `signal` is set where the command was killed by one: `code` is null then. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** The real command, in a process of its own; `onStart` sees it while it runs. */
export function mapfold(
  args: readonly string[],
  { cwd, onStart }: { cwd?: string; onStart?: (child: ChildProcess) => void } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      // Run by npm or not, the command speaks of itself in the same way.
      env: { ...process.env, npm_command: undefined },
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
