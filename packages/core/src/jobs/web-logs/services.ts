import * as z from "zod"
import { text } from "../../columns/text.ts"
import { csv } from "../../job/format.ts"
import { reference } from "../../job/reference.ts"

/** Finds the service that owns a path; null where none does. */
export type FindService = (path: string) => string | null

const ServiceRecord = z.object({
  prefix: text({ column: "prefix" }).refine((prefix) => prefix.startsWith("/"), "does not begin with /"),
  service: text({ column: "service" }).refine((service) => service !== "", "is empty"),
})

/** Which service answers which paths. The table's other columns (the owner, who is on call …) are for people. */
export const services = reference({
  key: "reference/services.csv",
  format: csv(),
  record: ServiceRecord,
  build: makeFindService,
})

/** The owner of a path is the service with the longest prefix that the path begins with. */
export function makeFindService(
  records: readonly { readonly prefix: string; readonly service: string }[],
): FindService {
  const owners = new Map<string, string>()
  for (const { prefix, service } of records) {
    const owner = owners.get(prefix)
    if (owner !== undefined)
      throw new Error(`prefix "${prefix}" is given twice, to ${owner} and to ${service}`)
    owners.set(prefix, service)
  }
  // Looked up by length, the longest first: there are few lengths however many services there are.
  const lengths = [...new Set([...owners.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a)
  return (path) => {
    for (const length of lengths) {
      const owner = length <= path.length ? owners.get(path.slice(0, length)) : undefined
      if (owner !== undefined) return owner
    }
    return null
  }
}
