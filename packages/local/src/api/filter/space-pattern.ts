import { type Operand, readComparison, toNumber } from "./comparison.ts"
import { readCompound, type Test } from "./compound.ts"
import { makePatternReader, type PatternReader } from "./pattern-reader.ts"
import { type SpaceField, splitFields } from "./space-fields.ts"

/** `...` stands for any number of fields. */
type Slot = Test<Operand> | "..."

/**
 * `[ip, user, ..., status_code = 4* || status_code = 500, bytes > 1000]`: what the fields of a message must be, in their order.
 * Where `...` leaves none out, the last one is all that is left of the message, as AWS has it in `[w1=ERROR, w2]`. Throws
 * InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-space-delimited-log-events.html
 */
export function readSpacePattern(pattern: string): Test<string> {
  const reader = makePatternReader(pattern)
  reader.expect("[")
  if (reader.takes("]")) reader.fail("a field")
  const slots = [readSlot(reader)]
  while (reader.takes(",")) slots.push(readSlot(reader))
  reader.expect("]")
  reader.expectEnd()
  const gap = slots.indexOf("...")
  const tests = slots.filter((slot) => slot !== "...")
  return (message) => {
    const fields = splitFields(message)
    if (fields.length < tests.length) return false
    const texts = gap === -1 ? withRest(message, fields, tests.length) : withoutGap(fields, tests.length, gap)
    return tests.every((test, at) => test({ text: texts[at]!, number: toNumber(texts[at]!) }))
  }
}

function readSlot(reader: PatternReader): Slot {
  if (reader.takes("...")) {
    reader.count("ellipses", 1)
    return "..."
  }
  // nothing between two commas is a field that may be anything
  if (reader.take(/^(?=[,\]])/) !== null) return () => true
  const names = new Set<string>()
  return readCompound(reader, () => {
    const name = reader.take(/^[A-Za-z_$][\w$.-]*/)?.[0] ?? reader.fail("a field's name")
    const isAlone = names.size === 0 && reader.take(/^(?=[,\]]|$)/) !== null
    if (names.size > 0 && !names.has(name)) reader.fail(`a condition of ${[...names][0]} before this`)
    names.add(name)
    return isAlone ? () => true : (readComparison(reader) ?? reader.fail("an operator"))
  })
}

function withRest(message: string, fields: readonly SpaceField[], count: number): readonly string[] {
  const texts = fields.slice(0, count).map(({ text }) => text)
  return fields.length === count
    ? texts
    : [...texts.slice(0, -1), message.slice(fields[count - 1]!.start).trimEnd()]
}

function withoutGap(fields: readonly SpaceField[], count: number, gap: number): readonly string[] {
  const after = count - gap
  return [...fields.slice(0, gap), ...fields.slice(fields.length - after)].map(({ text }) => text)
}
