import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { Signal } from "./signal.ts"

/** What a run tells of itself while it runs. */
export type Observation =
  | { readonly type: "state-entered"; readonly name: string; readonly kind: string }
  /** More items of a map run are known. */
  | { readonly type: "items-read"; readonly count: number }
  /** Items of children that had ended before the process was killed. */
  | { readonly type: "items-kept"; readonly count: number }
  | { readonly type: "reading-ended" }
  /** `failure` is there where the child failed. */
  | {
      readonly type: "child-ended"
      readonly items: number
      readonly status: string
      readonly failure?: { readonly error: string; readonly cause: string }
    }

/** All that the interpreter takes from the world. */
export type Ports = {
  /** Calls a function by its name or ARN. Throws `FunctionFailed`. Gives up when the signal says so. */
  invoke(target: string, payload: unknown, options: { readonly signal: Signal }): Promise<unknown>
  readonly store: ObjectStore
  /** Milliseconds since 1970. */
  now(): number
  /** Ends early, and without an error, when the signal says so. */
  sleep(milliseconds: number, signal: Signal): Promise<void>
  /** At least 0, less than 1. */
  random(): number
  uuid(): string
  /** Children of a map run at a time, whatever MaxConcurrency says: more would only wait for a worker, and time out. */
  readonly parallelChildren: number
  observe(observation: Observation): void
  /** The same for a child execution of this name, so that what its functions print is known to be its own. */
  inChild?(name: string): Ports
}
