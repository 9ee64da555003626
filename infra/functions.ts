import { PREPARE_SECONDS, PROCESS_SECONDS, REDUCE_SECONDS } from "@mapfold/core/workflow/time-limits"
import { onOutput, readInput, seeMissingInput, seeMissingOutput } from "./iam/permissions.ts"
import { makeFunction } from "./make-function.ts"
import { settings } from "./stage.ts"

// The reason for each number of MB stands beside it in settings.ts, that for each number of seconds in time-limits.ts. There is
// no reserved concurrency: the Map's MaxConcurrency is the limit, and a reservation takes from all else in the account.

export const prepare = makeFunction("Prepare", {
  module: "prepare",
  description: "Checks a run's input before its first batch",
  memoryMegabytes: settings.memory.prepare,
  timeoutSeconds: PREPARE_SECONDS,
  permissions: [
    ...readInput,
    seeMissingInput,
    // to repair a run, or to reduce it again, it reads what that run's children left
    onOutput("runs/", "s3:GetObject", "s3:PutObject"),
    seeMissingOutput,
  ],
})

export const process = makeFunction("Process", {
  module: "process",
  description: "Processes the files of a batch",
  memoryMegabytes: settings.memory.process,
  timeoutSeconds: PROCESS_SECONDS,
  permissions: [...readInput, seeMissingInput, onOutput("runs/", "s3:PutObject")],
})

export const reduce = makeFunction("Reduce", {
  module: "reduce",
  description: "Folds what the batches left into the result",
  memoryMegabytes: settings.memory.reduce,
  timeoutSeconds: REDUCE_SECONDS,
  // what a run cost is estimated from it
  environment: { MAPFOLD_MEMORY: JSON.stringify(settings.memory) },
  permissions: [
    onOutput("runs/", "s3:GetObject", "s3:PutObject"),
    // what could not be published whole is taken back
    onOutput("results/", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
    seeMissingOutput,
  ],
})
