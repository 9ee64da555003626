import { batches } from "./pt-BR/batches.ts"
import { failures } from "./pt-BR/failures.ts"
import { logs } from "./pt-BR/logs.ts"
import { newRun } from "./pt-BR/new-run.ts"
import { parts } from "./pt-BR/parts.ts"
import { quality } from "./pt-BR/quality.ts"
import { result } from "./pt-BR/result.ts"
import { run } from "./pt-BR/run.ts"
import { runs } from "./pt-BR/runs.ts"
import { shell } from "./pt-BR/shell.ts"

/** All that the site says in Brazilian Portuguese, a namespace a screen; loaded as one file. */
export const ptBR = { shell, parts, runs, newRun, run, batches, failures, quality, result, logs }
