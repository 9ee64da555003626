import * as z from "zod"

/** A number of things, or a share of all of them: `5` or `"2.5%"`. Percent is 0 to 100. */
export const Tolerance = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^(100|\d{1,2}(\.\d{1,4})?)%$/, 'a tolerance is a whole number (5) or a percentage ("2.5%")'),
])
export type Tolerance = z.infer<typeof Tolerance>

/** Both limits as numbers, as Step Functions takes them: what is not limited has the largest value there is. */
export const Limits = z.strictObject({ count: z.int().min(0), percent: z.number().min(0).max(100) })
export type Limits = z.infer<typeof Limits>

/** More items than a Map Run can have (100,000,000): a count that is no limit. */
const NO_COUNT = 1_000_000_000

export function toLimits(tolerance: Tolerance): Limits {
  if (typeof tolerance === "string") return { count: NO_COUNT, percent: Number(tolerance.slice(0, -1)) }
  if (tolerance === 0) return { count: 0, percent: 0 }
  return { count: tolerance, percent: 100 }
}

/** Whether `failed` of `total` is within the limits. */
export function isTolerated(failed: number, total: number, limits: Limits): boolean {
  return failed <= limits.count && failed * 100 <= limits.percent * total
}
