import type { Assumption } from "./checks/assumption.ts"
import { calls } from "./checks/calls.ts"
import { failures } from "./checks/failures.ts"
import { listing } from "./checks/listing.ts"
import { logs } from "./checks/logs.ts"
import { notChecked } from "./checks/not-checked.ts"
import { redrives } from "./checks/redrives.ts"
import { results } from "./checks/results.ts"

/** All that Mapfold takes AWS to do without having seen it, in the order of docs/assumptions.md. */
export const assumptions: readonly Assumption[] = [
  ...listing,
  ...results,
  ...failures,
  ...redrives,
  ...calls,
  ...logs,
  ...notChecked,
]
