import { BenchFailed } from "../errors.ts"
import type { Timing } from "../rounds.ts"

/** The main job's rows. A contestant that only reads has none. */
export type Answer = readonly AnswerRow[] | null

export type AnswerRow = {
  readonly month: string
  readonly days: number
  readonly meanTempF: number
  readonly minTempF: number
  readonly maxTempF: number
  readonly station: string
  readonly date: string
  readonly name: string
}

/** Throws where two contestants differ: a wrong answer has no speed. */
export function checkAnswers(timings: readonly Timing<Answer>[]): void {
  const [first, ...others] = timings.filter(({ answer }) => answer !== null)
  for (const other of others) {
    const difference = first!.answer!.findIndex((row, index) => !isSame(row, other.answer![index]))
    if (difference < 0 && first!.answer!.length === other.answer!.length) continue
    const [one, two] = [first!, other].map(
      ({ name, answer }) => `${name} ${JSON.stringify(answer![difference])}`,
    )
    throw new BenchFailed(`the answers differ:\n${one}\n${two}`)
  }
}

/** What the question asks for. Mapfold's rows say more (the station's country), which no peer is asked for. */
const FIELDS = ["month", "days", "meanTempF", "minTempF", "maxTempF", "station", "date", "name"] as const

function isSame(one: AnswerRow, other: AnswerRow | undefined): boolean {
  return other !== undefined && FIELDS.every((name) => one[name] === other[name])
}
