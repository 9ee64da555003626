import { InvalidArgumentError } from "commander"

/** The last year that an archive may have been begun for: more is a slip of the finger. */
const LAST_YEAR = 2100
const ADVICE = "it must be a year or a range of years, for example 2023 or 2019-2023"

/** Adds a year or a range of years, both ends included, to those of flags before it. */
export function collectYears(text: string, before: readonly number[] = []): readonly number[] {
  const [, first = "", last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === "" || from > to || from < 1800 || to > LAST_YEAR) throw new InvalidArgumentError(ADVICE)
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return [...new Set([...before, ...years])].sort((one, other) => one - other)
}
