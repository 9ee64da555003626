import { describeReject } from "@mapfold/core/report/describe"
import type { FailedObject, FailedObjectPage } from "@mapfold/core/status/failure-view"
import * as z from "zod"
import { type Execution, versionOf } from "../aws/execution.ts"
import { decodePage, encodePage } from "../page-token.ts"
import type { Ports } from "../ports.ts"
import type { CauseChoice, Paging } from "../runs.ts"
import { collectFailures } from "./collect-failures.ts"
import type { FoundFailure } from "./failure-account.ts"
import { LOOKED_AT } from "./list-rejects.ts"
import { readEntries } from "./read-entries.ts"
import { RejectPlace, scanRejects } from "./scan-rejects.ts"

const COUNT = 100
const MOST = 1_000
const Offset = z.strictObject({ offset: z.int().min(0) })

/** The objects of one cause. A page may have few and still go on. Throws `NoSuchRun`. */
export async function listFailedObjects(
  ports: Ports,
  run: string,
  { kind, name }: CauseChoice,
  { after, count = COUNT }: Paging = {},
): Promise<FailedObjectPage> {
  const execution = await ports.machine.describe(run)
  const wanted = Math.min(count, MOST)
  if (kind === "record") return listByRule(ports, execution, name, { after, count: wanted })
  const { failures } = await collectFailures(ports, execution)
  const ofCause = failures.filter(({ error }) => error === name)
  const { offset } = after === undefined ? { offset: 0 } : decodePage(after, Offset)
  const page = await nameChildren(ports, execution, ofCause.slice(offset, offset + wanted))
  const end = offset + page.length
  return {
    objects: page.map((failure) => ({ ...failure, rejects: 0 })),
    next: end < ofCause.length ? encodePage({ offset: end }) : null,
  }
}

/** All rejects of an object are in the file of its batch, and there together. */
async function listByRule(
  ports: Ports,
  execution: Execution,
  rule: string,
  { after, count }: { readonly after: string | undefined; readonly count: number },
): Promise<FailedObjectPage> {
  const from = after === undefined ? undefined : decodePage(after, RejectPlace)
  const objects: FailedObject[] = []
  let [lookedAt, last] = [0, ""]
  const finish = async (next: string | null) => ({
    objects: await nameChildren(ports, execution, objects),
    next,
  })
  for await (const { reject, place } of scanRejects(ports, execution, { from })) {
    const isNext = reject.key !== last
    // only between two objects, so that none is on two pages
    if (isNext && (objects.length === count || lookedAt > LOOKED_AT)) return finish(encodePage(place))
    lookedAt++
    last = reject.key
    if (reject.rule !== rule) continue
    const known = objects.at(-1)
    if (known?.key === reject.key) objects[objects.length - 1] = { ...known, rejects: known.rejects + 1 }
    else
      objects.push({
        ...{ key: reject.key, error: rule, message: describeReject(reject), child: null, rejects: 1 },
      })
  }
  return finish(null)
}

/** With the child that had each, where the run's manifest tells. */
async function nameChildren<T extends FoundFailure>(
  ports: Ports,
  execution: Execution,
  objects: readonly T[],
): Promise<readonly T[]> {
  const unknown = objects.filter(({ child }) => child === null).map(({ key }) => key)
  if (unknown.length === 0 || execution.endedAt === null) return objects
  const children = await findChildren(ports, execution, unknown)
  return objects.map((object) => ({ ...object, child: object.child ?? children.get(object.key) ?? null }))
}

async function findChildren(
  ports: Ports,
  execution: Execution,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const key = `run/${execution.run}/children-of/${versionOf(execution)}/${JSON.stringify(keys)}`
  const weigh = () => 2 * key.length + keys.length * 300
  return ports.cache.get(key, { milliseconds: 600_000, weigh }, async () => {
    const wanted = new Set(keys)
    const found = new Map<string, string>()
    for await (const { entry } of readEntries(ports, execution)) {
      for (const { Key } of entry.Input.Items) if (wanted.has(Key)) found.set(Key, entry.Name)
      if (found.size === wanted.size) break
    }
    return found
  })
}
