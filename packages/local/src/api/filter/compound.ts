import type { PatternReader } from "./pattern-reader.ts"

/** Whether something is wanted. */
export type Test<Subject> = (subject: Subject) => boolean

/** Conditions with && and ||, of which && binds stronger, and parentheses. */
export function readCompound<Subject>(
  reader: PatternReader,
  readCondition: () => Test<Subject>,
): Test<Subject> {
  const readOne = (): Test<Subject> => {
    if (!reader.takes("(")) return readCondition()
    const inner = readEither()
    reader.expect(")")
    return inner
  }
  const readAll = (): Test<Subject> => {
    const tests = [readOne()]
    while (reader.takes("&&")) tests.push(readOne())
    return (subject) => tests.every((test) => test(subject))
  }
  const readEither = (): Test<Subject> => {
    const tests = [readAll()]
    while (reader.takes("||")) tests.push(readAll())
    return (subject) => tests.some((test) => test(subject))
  }
  return readEither()
}
