import type { Item } from "../workflow/payloads.ts"

/**
 * The name of a batch: SHA-256, in hexadecimal, of job, version, params and the items covered, whatever their order.
 * A child that runs twice gives the same name, and writes to the same place.
 */
export async function batchId(
  job: string,
  jobVersion: number,
  params: Readonly<Record<string, unknown>>,
  items: readonly Item[],
): Promise<string> {
  const covered = items.map(({ Key, Etag, Size }) => JSON.stringify([Key, Etag, Size])).sort()
  const sortedParams = Object.entries(params).sort(([left], [right]) => (left < right ? -1 : 1))
  const content = JSON.stringify([job, jobVersion, sortedParams, covered])
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
}
