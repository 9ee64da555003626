import { isSelected } from "@mapfold/core/job/selection"
import type { Plan } from "@mapfold/core/plan/plan"
import { type ListedTotals, planRun } from "@mapfold/core/plan/plan-run"
import { type PreparedRun, prepareRun } from "@mapfold/core/prepare/prepare"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { ask } from "./aws/aws-errors.ts"
import type { Ports } from "./ports.ts"

/** Milliseconds that listing may take, and objects that are listed: somebody waits for the answer. */
const PATIENCE = 10_000
const OBJECTS = 1_000_000
/** Of a list of keys, objects that are looked up at a time. */
const LOOKUPS = 16
/** Milliseconds for which a listing is taken as it was: the form asks again at every change. */
const LIFE = 10_000

/** What a run would do, by what lies in the input bucket now. Throws `InvalidRunInput`. */
export async function makePlan(ports: Ports, request: unknown): Promise<Plan> {
  const { jobs, target, speed, cache } = ports
  const prepared = prepareRun(jobs, { run: "", request })
  const { prefix, suffix, only } = prepared
  const key = `plan/${JSON.stringify([prefix, suffix, only])}`
  const totals = await cache.get(key, { milliseconds: LIFE }, () =>
    only === null ? listTotals(ports, prepared) : lookUpTotals(ports, only),
  )
  return planRun(prepared, totals, { speed, memory: target.memory })
}

async function listTotals(ports: Ports, { prefix, suffix }: PreparedRun): Promise<ListedTotals> {
  const { input } = ports.target
  const account = makeTotals()
  const until = ports.clock() + PATIENCE
  const pages = ports.store.list(input.bucket, { prefix })[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await ask("s3:ListBucket", () => pages.next())
    if (done === true) return account.finish(false)
    for (const object of value) account.add(object, isSelected(object.key, { prefix, suffix }))
    if (account.count() < OBJECTS && ports.clock() < until) continue
    await pages.return?.()
    return account.finish(true)
  }
}

async function lookUpTotals({ store, target }: Ports, keys: readonly string[]): Promise<ListedTotals> {
  const { bucket } = target.input
  const account = makeTotals()
  const look = async (key: string) => ask("s3:GetObject", async () => store.head(bucket, key))
  for await (const found of readAhead(keys, LOOKUPS, look)) if (found !== null) account.add(found, true)
  return account.finish(false)
}

function makeTotals() {
  const sums = { listed: 0, objects: 0, bytes: 0, itemBytes: 0 }
  return {
    count: () => sums.listed,
    add({ key, size, etag }: ObjectSummary, isWanted: boolean): void {
      sums.listed++
      sums.itemBytes += Buffer.byteLength(key) + etag.length + 40
      if (!isWanted) return
      sums.objects++
      sums.bytes += size
    },
    finish: (isPartial: boolean): ListedTotals => ({ ...sums, isPartial }),
  }
}
