/** One thing that is measured beside others. */
export type Contestant<Answer> = {
  readonly name: string
  /** How many of the rounds it takes part in, where one of its turns would take as long as all the others' rounds. */
  readonly atMost?: number
  run(): Promise<Answer> | Answer
}

/** `ms` has one entry a turn. */
export type Timing<Answer> = {
  readonly name: string
  readonly ms: readonly number[]
  readonly answer: Answer
}

/**
 * Gives each contestant one turn a round, one after the other, so that whatever else the machine does falls on all of
 * them alike.
 */
export async function runRounds<Answer>(
  contestants: readonly Contestant<Answer>[],
  rounds: number,
  onTurn: (name: string, ms: number) => void,
): Promise<Timing<Answer>[]> {
  const turns = contestants.map(() => [] as number[])
  const answers = new Map<string, Answer>()
  for (let round = 0; round < rounds; round++) {
    for (const [index, { name, atMost = rounds, run }] of contestants.entries()) {
      if (round >= atMost) continue
      const started = performance.now()
      answers.set(name, await run())
      const ms = performance.now() - started
      turns[index]!.push(ms)
      onTurn(name, ms)
    }
  }
  return contestants.map(({ name }, index) => ({ name, ms: turns[index]!, answer: answers.get(name)! }))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
