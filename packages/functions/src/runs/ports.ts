import type { Job } from "@mapfold/core/job/job"
import type { Speed } from "@mapfold/core/plan/speed"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { Cache } from "./aws/cache.ts"
import type { StateMachine } from "./aws/state-machine.ts"
import type { LogReader } from "./logs/log-reader.ts"
import type { RunFiles } from "./run-files.ts"
import type { RunPlace } from "./run-place.ts"
import type { Target } from "./target.ts"

/** What everything that is said of runs is read from. */
export type Ports = {
  readonly target: Target
  readonly jobs: readonly Job[]
  readonly machine: StateMachine
  readonly files: RunFiles
  readonly logs: LogReader
  /** The target's own buckets. */
  readonly store: ObjectStore
  /** Where a run has read and written: the target's own buckets for most. */
  readonly placeOf: (run: string) => Promise<RunPlace>
  readonly cache: Cache
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Milliseconds for which what may change is taken as it was. */
  readonly fresh: number
  readonly speed: Speed
}
