import { latestKey } from "@mapfold/core/run/layout"
import { readObject } from "@mapfold/core/store/read-object"
import { ask } from "../runs/aws/aws-errors.ts"
import { parseJson } from "../runs/aws/execution.ts"
import type { Target } from "../runs/target.ts"
import { VerifyRefused } from "./errors.ts"
import { folderOf, JOB, MARK, resultsOf, YEARS } from "./plant.ts"
import type { VerifyPorts } from "./ports.ts"

/** How long a verify may be at work: objects that are older are left over from one that was cut off. */
const AT_WORK_MS = 30 * 60_000

/**
 * Throws `VerifyRefused` where the input is a bucket that the stage only reads, where somebody's files lie in the folders
 * that verify uses, or where another verify is at work.
 */
export async function checkStage(ports: Pick<VerifyPorts, "store" | "target">): Promise<void> {
  checkInput(ports.target)
  const { store, target } = ports
  for (const year of Object.values(YEARS)) {
    await checkFolder(store, target, folderOf(target.input.prefix, year))
    await checkResults(store, target, year)
  }
}

/** Where nobody says whose the bucket is: a stage's own is named after its machine, and has no prefix (infra/storage.ts). */
function checkInput({ input, stateMachineArn }: Target): void {
  const machine = stateMachineArn.split(":").at(-1)!.toLowerCase()
  const isOwn = input.isOwn ?? (input.prefix === "" && input.bucket.startsWith(`${machine}-`))
  if (isOwn) return
  throw new VerifyRefused(
    `the stage reads s3://${input.bucket}/${input.prefix}, which is not its own: nothing is ever put there. Deploy another ` +
      `stage of the same account without "input" in infra/stages.ts, and verify that: what AWS does is the same for both`,
  )
}

async function checkFolder(store: VerifyPorts["store"], { input }: Target, folder: string): Promise<void> {
  const pages = store.list(input.bucket, { prefix: folder })[Symbol.asyncIterator]()
  for (;;) {
    const page = await ask("s3:ListBucket", () => pages.next())
    if (page.done === true) return
    for (const { key, lastModified } of page.value) {
      const uri = `s3://${input.bucket}/${key}`
      if (!key.startsWith(`${folder}${MARK}`))
        throw new VerifyRefused(`${uri} is there: verify uses that folder, and somebody's files are in it`)
      if (Date.now() - lastModified < AT_WORK_MS)
        throw new VerifyRefused(
          `${uri} was put less than half an hour ago: another verify is at work, or was cut off; wait, or remove it`,
        )
    }
  }
}

async function checkResults(store: VerifyPorts["store"], { output }: Target, year: number): Promise<void> {
  const key = latestKey(JOB, { year })
  try {
    const { bytes } = await readObject(store, output.bucket, key)
    const latest = parseJson(new TextDecoder().decode(bytes)) as { readonly run?: unknown } | null
    if (typeof latest?.run === "string" && latest.run.startsWith(MARK)) return
  } catch (error) {
    if ((error as Error).name === "ObjectNotFound") return
    throw error
  }
  throw new VerifyRefused(
    `s3://${output.bucket}/${resultsOf(year)} has a result: verify uses that year, and would replace it`,
  )
}
