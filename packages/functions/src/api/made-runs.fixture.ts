import type { Runs } from "../runs/runs.ts"

/** What `Runs` was asked: the method and its arguments. */
export type Asked = readonly [method: keyof Runs, ...args: readonly unknown[]]

export type MadeRuns = { readonly runs: Runs; readonly asked: Asked[] }

/**
 * A `Runs` that keeps what it is asked and answers, or throws, what it is told to by method; else an empty object. What it
 * answers is not of the right shape: the API hands it on as it is.
 */
export function makeRuns(answers: Readonly<Partial<Record<keyof Runs, () => unknown>>> = {}): MadeRuns {
  const asked: Asked[] = []
  const runs = new Proxy({} as Runs, {
    get:
      (_, method: keyof Runs) =>
      async (...args: readonly unknown[]) => {
        asked.push([method, ...args])
        return answers[method]?.() ?? {}
      },
  })
  return { runs, asked }
}

/** A class of errors is known by its name alone, here as at its source. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
