import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { installPlatform } from "../evaluate/install-platform.ts"
import { STATE_BUCKET, startAccount } from "./account.ts"
import { copyCheckout } from "./checkout-copy.ts"
import { type DeployedFunction, unpackFunctions } from "./lambda/deployed-function.ts"
import { type Kept, parseState } from "./pulumi-state.ts"
import { type Ended, makeSst } from "./sst-command.ts"

export const STAGE = "ci"
const SETTINGS = "infra/stages.ts"

/** A stage that SST's own command has deployed, and what came of it. */
export type Deployment = {
  /** A copy of the checkout as the deploy left it. */
  readonly checkout: string
  /** The home of whoever deploys. */
  readonly home: string
  /** Of the account; its servers are up for as long as the tests run. */
  readonly url: string
  readonly s3Url: string
  readonly ended: Ended
  /** Files of the copy that the deploy wrote. */
  readonly written: readonly string[]
  /** What was asked of AWS and is not known here. */
  readonly unknown: readonly string[]
  readonly stack: readonly Kept[]
  readonly functions: readonly DeployedFunction[]
}

/** A deploy that had to pass did not. */
export class DeployFailed extends Error {
  override readonly name = "DeployFailed"
}

/** Deploys a copy of the checkout. Throws `PlatformMissing`, `DeployFailed`. */
export async function deploy(): Promise<Deployment & { close(): Promise<void> }> {
  await installPlatform()
  const work = mkdtempSync(join(tmpdir(), "mapfold-account-"))
  const checkout = copyCheckout()
  const account = await startAccount(join(work, "buckets"))
  const home = join(work, "user")
  const sst = makeSst(checkout.path, home, account)
  giveSettings(checkout.path)
  const secrets = join(work, "secrets.env")
  writeFileSync(secrets, "SiteUser=ops\nSitePassword=correct horse battery\n")
  const loaded = await sst("secret", "load", secrets, "--stage", STAGE)
  const ended = loaded.code === 0 ? await sst("deploy", "--stage", STAGE) : loaded
  const close = async (): Promise<void> => {
    await account.close()
    checkout.remove()
    rmSync(work, { recursive: true, force: true })
  }
  if (ended.code !== 0) {
    const logged = readErrors(checkout.path)
    await close()
    throw new DeployFailed(`SST's command ended with exit code ${ended.code}:\n${ended.printed}\n${logged}`)
  }
  const written = checkout.written().filter((name) => name !== SETTINGS)
  const stack = readStack(join(work, "buckets", STATE_BUCKET))
  for (const { inputs } of stack.filter(({ type }) => type === "aws:ssm/parameter:Parameter"))
    account.parameters.set(String(inputs.name), String(inputs.value))
  const { url, s3Url, unknown } = account
  // another command would write them anew
  const functions = unpackFunctions(stack, join(work, "functions")).map((made) => {
    mkdirSync(join(work, "maps"), { recursive: true })
    const sourceMap = join(work, "maps", `${made.name}.map`)
    cpSync(made.sourceMap, sourceMap)
    return { ...made, sourceMap }
  })
  return {
    ...{ checkout: checkout.path, home, url, s3Url, ended, written, unknown, stack, functions },
    close,
  }
}

/** What SST keeps to itself, such as that there is no pulumi. */
function readErrors(checkout: string): string {
  const log = join(checkout, ".sst", "log", "sst.log")
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n") : []
  return lines.filter((line) => line.includes("level=ERROR")).join("\n")
}

/** Switches on what brings functions of its own: a stage has no site and no triggers by default. */
function giveSettings(checkout: string): void {
  const file = join(checkout, SETTINGS)
  const source = readFileSync(file, "utf8")
  const settings = {
    site: true,
    schedule: { expression: "rate(1 day)", input: { year: "<year>" } },
    markers: [{ prefix: "2025/", input: { year: 2025 } }],
  }
  const changed = source.replace(/^ {2}prod: \{$/m, `  ${STAGE}: ${JSON.stringify(settings)},\n$&`)
  if (changed === source) throw new TypeError(`${SETTINGS} has no stage "prod" to put another before`)
  writeFileSync(file, changed)
}

/** As SST keeps it. */
function readStack(bucket: string): readonly Kept[] {
  return parseState(readFileSync(join(bucket, "app", "mapfold", `${STAGE}.json`), "utf8"))
}

/** A resource by its name in the program: `Workflow`. Throws `TypeError`, with what the deploy has printed, where it is not there. */
export function find({ stack, ended }: Deployment, type: string, name: string): Kept {
  const found = stack.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`))
  if (found !== undefined) return found
  throw new TypeError(`${name}, of type ${type}, was not deployed, which printed:\n${ended.printed}`)
}
