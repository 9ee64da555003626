import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { makeClients } from "@mapfold/functions/runs/clients"
import { ROOT } from "../evaluate/paths.ts"
import { CREDENTIALS } from "./account.ts"
import { type Deployment, find } from "./deployment.ts"
import type { World } from "./lambda/functions.ts"

const BIN = join(ROOT, "packages", "cli", "bin", "mapfold.mjs")
/** Milliseconds. Generous: it takes half a second where nothing else runs. */
const START = 60_000
const COMMAND = 120_000

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A deployed stage that runs on the embedded engine: its machine, its functions' code, its buckets. */
export type StageWorld = {
  /** A folder of the tests' own. */
  readonly folder: string
  /** The folders of the stage's buckets. */
  readonly input: string
  readonly output: string
  /** The command as somebody with the account has it. */
  mapfold(...args: readonly string[]): Promise<Finished>
  /** How often each function was called so far. */
  calls(): Readonly<Record<string, number>>
  close(): Promise<void>
}

/** Puts what was deployed into a home of the embedded engine and serves it. */
export async function openStageWorld(deployment: Deployment): Promise<StageWorld> {
  const folder = mkdtempSync(join(tmpdir(), "mapfold-stage-"))
  const home = join(folder, "home")
  const machine = find(deployment, "aws:sfn/stateMachine:StateMachine", "Workflow")
  const { input, output } = JSON.parse(
    String(find(deployment, "aws:ssm/parameter:Parameter", "Parameter").inputs.value),
  )
  const bucketFolder = ({ bucket }: { readonly bucket: string }) => join(home, "buckets", bucket)
  for (const bucket of [input, output]) mkdirSync(bucketFolder(bucket), { recursive: true })

  const worldFile = join(folder, "world.json")
  const serving = await serve(home, writeFunctionFile(folder, worldFile, deployment))
  const signIn = {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_S3: serving.s3Url,
  }
  const calls = join(folder, "calls.txt")
  const world: World = { functions: deployment.functions, extra: signIn, calls }
  writeFileSync(worldFile, JSON.stringify(world))
  await createMachine(serving, machine.inputs)
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: folder, ...signIn, AWS_REGION: "us-east-1" },
    AWS_ENDPOINT_URL: deployment.url,
    AWS_ENDPOINT_URL_SFN: serving.statesUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: serving.statesUrl,
    AWS_EC2_METADATA_DISABLED: "true",
  }
  return {
    ...{ folder, input: bucketFolder(input), output: bucketFolder(output) },
    mapfold: (...args) => run(args, folder, env),
    calls() {
      const lines = existsSync(calls) ? readFileSync(calls, "utf8").trimEnd().split("\n") : []
      const counts: Record<string, number> = {}
      for (const name of lines) counts[name] = (counts[name] ?? 0) + 1
      return counts
    },
    async close() {
      if (serving.child.exitCode === null) {
        const exited = once(serving.child, "exit")
        serving.child.kill("SIGTERM")
        await exited
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A module for `mapfold serve --functions`. */
function writeFunctionFile(folder: string, worldFile: string, { functions }: Deployment): string {
  const file = join(folder, "functions.mjs")
  const module = pathToFileURL(join(import.meta.dirname, "lambda", "functions.ts")).href
  const names = JSON.stringify(functions.map(({ name }) => name))
  const source = [
    `import { makeFunctions } from ${JSON.stringify(module)}`,
    `export default makeFunctions(${names}, ${JSON.stringify(worldFile)})`,
  ]
  writeFileSync(file, `${source.join("\n")}\n`)
  return file
}

type Serving = { readonly child: ChildProcess; readonly statesUrl: string; readonly s3Url: string }

async function serve(home: string, functions: string): Promise<Serving> {
  const flags = ["--sfn-port", "0", "--s3-port", "0", "--no-site", "--functions", functions]
  const child = spawn(process.execPath, [BIN, "serve", "--dir", home, ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
  })
  let printed = ""
  const addresses = new Promise<RegExpExecArray>((resolve, reject) => {
    const look = (text: string) => {
      printed += text
      const found = /Logs +(http\S+)\nS3 +(http\S+)\n/.exec(printed)
      if (found !== null) resolve(found)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", look)
    child.once("exit", (code) => reject(new Error(`mapfold serve ended with ${code}: ${printed}`)))
    setTimeout(
      () => reject(new Error(`mapfold serve says nothing after ${START} ms: ${printed}`)),
      START,
    ).unref()
  })
  const [, statesUrl, s3Url] = await addresses
  return { child, statesUrl: statesUrl!, s3Url: s3Url! }
}

/** As the deploy would have made it, by Step Functions' own client. */
async function createMachine({ statesUrl, s3Url }: Serving, inputs: object): Promise<void> {
  const { name, definition, roleArn } = inputs as Readonly<Record<string, string>>
  const require = createRequire(join(ROOT, "packages", "functions", "package.json"))
  const { CreateStateMachineCommand } = require("@aws-sdk/client-sfn")
  const endpoints = { states: statesUrl, s3: s3Url }
  const clients = makeClients({ region: "us-east-1", endpoints, credentials: CREDENTIALS })
  await clients.sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))
  clients.close()
}

function run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      ...{ cwd, env, timeout: COMMAND },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const text = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (piece: string) => {
        text[name] += piece
      })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, ...text }))
  })
}
