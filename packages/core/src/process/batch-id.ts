import type { BatchInput, Item } from "../workflow/payloads.ts"

/**
 * The name of a batch: SHA-256, in hexadecimal, of all that its content follows from: job, version, params, references
 * and the items covered, whatever their order.
 * A child that runs twice gives the same name, and writes to the same place.
 */
export async function batchId(
  { job, jobVersion, params, references }: Pick<BatchInput, "job" | "jobVersion" | "params" | "references">,
  items: readonly Item[],
): Promise<string> {
  const covered = items.map(({ Key, Etag, Size }) => JSON.stringify([Key, Etag, Size])).sort()
  const content = JSON.stringify([job, jobVersion, byName(params), byName(references), covered])
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function byName(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1))
}
