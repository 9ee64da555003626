import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { Clients } from "../runs/clients.ts"
import type { Target } from "../runs/target.ts"

/** What verify works with. */
export type VerifyPorts = {
  readonly clients: Clients
  readonly target: Target
  readonly store: ObjectStore
  /** Milliseconds between two looks at what is waited for. */
  readonly pollMs: number
  /** Milliseconds that one run may take, that log lines may take to arrive, and that all may take together. */
  readonly patience: { readonly run: number; readonly logs: number; readonly all: number }
  /** Ends it; what was put is removed all the same. */
  readonly signal: AbortSignal
  /** Told what is being done, a sentence each. */
  readonly say: (line: string) => void
  /** Told of each run that is started, before it is. */
  readonly started: (run: string) => void
}
