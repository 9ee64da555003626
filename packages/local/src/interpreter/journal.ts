import * as z from "zod"
import type { History } from "../history/history.ts"
import type { MapRuns } from "../map-run/kept-map-run.ts"
import type { KeptLine } from "./kept-lines.ts"

/** Where an execution's own line is: what went before needs not be read to go on from there. */
export const Point = z.strictObject({
  /** The state that was entered last, and its input. */
  state: z.string(),
  input: z.unknown(),
  variables: z.record(z.string(), z.unknown()),
  enteredTime: z.string(),
  enteredEvent: z.int(),
  /** The event that the next one comes from: a redrive is one. */
  lastEvent: z.int(),
})
export type Point = z.infer<typeof Point>

/** What a line of states writes down as it goes. */
export type Journal = {
  readonly history: History
  readonly mapRuns: MapRuns
  /** Keeps where the line is. */
  reach(point: Point): void
  /** How far each line had come before the process was killed. Who goes on with one takes it out. */
  readonly kept: Map<string, KeptLine>
  /** For a line within this one: where it is is told by its events alone. */
  readonly inner: Journal
  /** For a child execution: a STANDARD one has a history of its own. */
  openChild(child: ChildToOpen): Journal
}

export type ChildToOpen = {
  readonly name: string
  readonly isExpress: boolean
  /** How often it was redriven. */
  readonly redrives: number
}
