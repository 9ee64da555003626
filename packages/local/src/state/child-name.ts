/** Digits of an id: as many as a number holds exactly. */
const ID_DIGITS = 14

const RANDOM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NAME = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{2})[0-9a-f]-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * A child's name: a UUID (of version 8, whose content is its maker's own) that begins with the child's id and goes on as the
 * random one that is given. So a child is found by its name without an index of random texts, which costs more to write than
 * the children themselves.
 */
export function nameChild(id: number, random: string): string {
  if (!RANDOM_UUID.test(random)) return random
  const digits = id.toString(16).padStart(ID_DIGITS, "0")
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(12)}${random.slice(17)}`
}

/** The id in a child's name, or null where it is no such name. */
export function idInName(name: string): number | null {
  const found = NAME.exec(name)
  return found === null ? null : Number.parseInt(found.slice(1).join(""), 16)
}
