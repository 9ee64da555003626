import { BenchFailed } from "../errors.ts"
import { measureSite } from "./measure-site.ts"
import { MOST_FIRST_LOAD, renderMeasured } from "./render-measured.ts"

export type SiteBench = {
  readonly batches: number
  /** How often the first page is loaded by a browser that has never been there. */
  readonly rounds: number
}

/** Prints how much the site loads at first, how soon it answers, and how it moves through many batches. */
export function benchSite({ batches, rounds }: SiteBench): void {
  console.error(`Running ${batches} batches, then measuring …`)
  const measured = measureSite(batches, rounds)
  console.log(renderMeasured(measured, batches))
  if (measured.firstLoad.total > MOST_FIRST_LOAD)
    throw new BenchFailed(
      `the first page loads ${measured.firstLoad.total} bytes, more than ${MOST_FIRST_LOAD}`,
    )
}
