import { runPrefix } from "@mapfold/core/run/layout"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { ask } from "../runs/aws/aws-errors.ts"
import { folderOf, MARK, resultsOf, YEARS } from "./plant.ts"
import type { VerifyPorts } from "./ports.ts"
import { stop } from "./run-execution.ts"

const AT_A_TIME = 16

/** Stops what still runs and removes all that was put, or written by the runs. Answers what could not be done, a sentence each. */
export async function cleanUp(
  { store, target, ...ports }: VerifyPorts,
  runs: readonly string[],
): Promise<readonly string[]> {
  const problems: string[] = []
  for (const run of runs) {
    // one that has ended is no problem
    await stop({ store, target, ...ports }, run).catch(() => {})
  }
  const { input, output } = target
  const years = Object.values(YEARS)
  const places = [
    ...years.map((year) => ({ bucket: input.bucket, prefix: `${folderOf(input.prefix, year)}${MARK}` })),
    ...years.map((year) => ({ bucket: output.bucket, prefix: resultsOf(year) })),
    ...runs.map((run) => ({ bucket: output.bucket, prefix: runPrefix(run) })),
  ]
  for (const { bucket, prefix } of places) {
    try {
      await removeAll(store, bucket, prefix)
    } catch (error) {
      problems.push(`s3://${bucket}/${prefix} could not be removed: ${(error as Error).message}`)
    }
  }
  return problems
}

async function removeAll(store: VerifyPorts["store"], bucket: string, prefix: string): Promise<void> {
  const keys: string[] = []
  const pages = store.list(bucket, { prefix })[Symbol.asyncIterator]()
  for (;;) {
    const page = await ask("s3:ListBucket", () => pages.next())
    if (page.done === true) break
    keys.push(...page.value.map(({ key }) => key))
  }
  const remove = (key: string) => ask("s3:DeleteObject", () => store.remove(bucket, key))
  for await (const _ of readAhead(keys, AT_A_TIME, remove));
}
