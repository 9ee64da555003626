import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs"
import { DescribeExecutionCommand, type DescribeExecutionOutput, SFNClient } from "@aws-sdk/client-sfn"
import { BIN } from "../command.ts"

/** Generous: it takes half a second where nothing else runs. */
const START_MS = 30_000
const EXECUTION_MS = 60_000

export type Serving = {
  readonly child: ChildProcess
  readonly statesUrl: string
  readonly s3Url: string
  /** Empty where the status site is left out. */
  readonly siteUrl: string
  readonly sfn: SFNClient
  readonly logs: CloudWatchLogsClient
  /** All that it has printed. */
  printed(): string
  /** Ends it in the clean way, or kills it; answers its exit code. */
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<number | null>
}

const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

/** `mapfold serve` in a process of its own, and clients for it; with the status site where `--site-port` says so. */
export function serve(home: string, ...flags: string[]): Promise<Serving> {
  return serveWith({}, home, ...flags)
}

/** The same, with more in its environment. */
export async function serveWith(
  env: Readonly<Record<string, string>>,
  home: string,
  ...flags: string[]
): Promise<Serving> {
  const site = flags.includes("--site-port") ? [] : ["--no-site"]
  const ports = ["--sfn-port", "--s3-port"].flatMap((port) => (flags.includes(port) ? [] : [port, "0"]))
  const args = ["serve", "--dir", home, ...ports, ...site, ...flags]
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
    })
  }
  for (
    let waited = 0;
    !text.includes("Ctrl-C ends it") && child.exitCode === null && waited < START_MS;
    waited += 10
  ) {
    await sleep(10)
  }
  const [, statesUrl = "", s3Url = ""] = /Logs +(http\S+)\nS3 +(http\S+)/.exec(text) ?? []
  if (statesUrl === "") throw new Error(`it does not serve: ${text}`)
  const siteUrl = /^Status site +(http\S+)$/m.exec(text)?.[1] ?? ""
  const options = { endpoint: statesUrl, region: "us-east-1", credentials, maxAttempts: 1 }
  const [sfn, logs] = [new SFNClient(options), new CloudWatchLogsClient(options)]
  return {
    ...{ child, statesUrl, s3Url, siteUrl, sfn, logs },
    printed: () => text,
    async end(signal = "SIGTERM") {
      sfn.destroy()
      logs.destroy()
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      const [code] = (await once(child, "exit")) as [number | null]
      return code
    },
  }
}

/** Waits until an execution has ended. */
export async function ended(sfn: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> {
  for (let waited = 0; ; waited += 20) {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    if (found.status !== "RUNNING") return found
    if (waited > EXECUTION_MS) throw new Error(`${executionArn} still runs after ${EXECUTION_MS} ms`)
    await sleep(20)
  }
}
