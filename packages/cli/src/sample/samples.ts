import { webLogsSample } from "./made-day.ts"
import { gsodSample } from "./made-year.ts"
import type { Sample } from "./sample.ts"

/** All that can be made, the default first. */
export const samples: readonly Sample[] = [gsodSample, webLogsSample]
