import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export type ServedSite = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** All that it has printed. */
  printed(): string
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<void>
}

const BIN = fileURLToPath(new URL("../../../cli/bin/mapfold.mjs", import.meta.url))
/** Milliseconds; the first time the site is built, which takes seconds. */
const START = 120_000
const COMMAND = 60_000

/** `mapfold serve` over a home, in a process of its own that works in that folder. */
export async function serveSite(home: string, ...flags: readonly string[]): Promise<ServedSite> {
  const port = flags.includes("--site-port") ? [] : ["--site-port", "0"]
  const args = ["serve", "--dir", home, "--sfn-port", "0", "--s3-port", "0", ...port, ...flags]
  const child = spawn(process.execPath, [BIN, ...args], { cwd: home, stdio: ["ignore", "pipe", "pipe"] })
  let text = ""
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
    })
  const started = Date.now()
  while (!text.includes("Ctrl-C ends it") && child.exitCode === null && Date.now() - started < START)
    await sleep(20)
  const url = /^Status site +(http\S+)$/m.exec(text)?.[1]
  if (url === undefined) {
    await end(child, "SIGKILL")
    throw new Error(`mapfold serve --dir ${home} does not serve: ${text}`)
  }
  return { url, printed: () => text, end: (signal = "SIGTERM") => end(child, signal) }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill(signal)
  await exited
}

/** Runs the command to its end and answers what it printed. */
export function mapfold(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: "utf8",
    timeout: COMMAND,
  })
  if (status !== 0) throw new Error(`mapfold ${args.join(" ")} ended with ${status}: ${stderr}`)
  return stdout
}
