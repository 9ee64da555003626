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

/** A letter of a prefix: the service whose prefix ends here, and the letters that prefixes go on with. */
type Step = { service: string | null; readonly next: Map<number, Step> }

/**
 * The owner of a path is the service with the longest prefix that the path begins with. Prefixes are followed letter by
 * letter, so that a path is looked at once however many services there are.
 */
export function makeFindService(
  records: readonly { readonly prefix: string; readonly service: string }[],
): FindService {
  const start = makeStep()
  for (const { prefix, service } of records) {
    let step = start
    for (let at = 0; at < prefix.length; at++) step = follow(step, prefix.charCodeAt(at))
    if (step.service !== null) {
      throw new Error(
        `has prefix "${prefix}" twice, for ${step.service} and for ${service}: keep one of them`,
      )
    }
    step.service = service
  }
  return (path) => {
    let owner: string | null = null
    let step = start.next.get(path.charCodeAt(0))
    for (let at = 1; step !== undefined; at++) {
      if (step.service !== null) owner = step.service
      step = step.next.get(path.charCodeAt(at))
    }
    return owner
  }
}

function makeStep(): Step {
  return { service: null, next: new Map() }
}

function follow(step: Step, letter: number): Step {
  const known = step.next.get(letter)
  if (known !== undefined) return known
  const made = makeStep()
  step.next.set(letter, made)
  return made
}
