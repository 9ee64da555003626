import type { PatternReader } from "./pattern-reader.ts"

const STEP = /^(?:\.?\[\s*(?:(\d+)|'([^']*)'|"([^"]*)"|(\*))\s*\]|\.([A-Za-z0-9_@:-]+|\*))/

/** Any element of an array, or any field of an object. */
type Step = string | number | typeof ANY_ELEMENT | typeof ANY_FIELD
const ANY_ELEMENT = Symbol("[*]")
const ANY_FIELD = Symbol(".*")

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html */
const MAX_WILDCARDS = 3

/** `$.details.name`, `$.list[0]`, `$.['a.b']`, `$.list[*]`, `$.*`: all that it finds in a value, nothing where it leads nowhere. */
export function readSelector(reader: PatternReader): (value: unknown) => readonly unknown[] {
  reader.expect("$")
  const steps: Step[] = []
  for (let step = reader.take(STEP); step !== null; step = reader.take(STEP)) {
    const [, index, single, double, element, name] = step
    if (element !== undefined || name === "*") {
      reader.count("wildcard selectors", MAX_WILDCARDS)
      if (steps.some((one) => typeof one === "symbol")) reader.fail("a selector with one wildcard")
      steps.push(element !== undefined ? ANY_ELEMENT : ANY_FIELD)
    } else steps.push(index === undefined ? (single ?? double ?? name ?? "") : Number(index))
  }
  if (steps.length === 0) reader.fail("a field, as in $.type,")
  return (value) =>
    steps.reduce<readonly unknown[]>((found, step) => found.flatMap((one) => follow(one, step)), [value])
}

/** In an array each, since `flatMap` would take one that is found apart. */
function follow(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== "object" || value === null) return []
  const isArray = typeof step === "number" || step === ANY_ELEMENT
  if (Array.isArray(value) !== isArray) return []
  if (typeof step === "symbol") return Object.values(value).map((one: unknown) => one)
  return Object.hasOwn(value, step) ? [(value as Record<string | number, unknown>)[step]] : []
}
