import { batches } from "./en/batches.ts"
import { failures } from "./en/failures.ts"
import { logs } from "./en/logs.ts"
import { newRun } from "./en/new-run.ts"
import { parts } from "./en/parts.ts"
import { quality } from "./en/quality.ts"
import { result } from "./en/result.ts"
import { run } from "./en/run.ts"
import { runs } from "./en/runs.ts"
import { shell } from "./en/shell.ts"

/** All that the site says in English, a namespace a screen; loaded as one file. */
export const en = { shell, parts, runs, newRun, run, batches, failures, quality, result, logs }
