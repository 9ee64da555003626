import * as z from "zod"
import type { History } from "../history/history.ts"
import type { MapRuns } from "../map-run/kept-map-run.ts"

/** Where an execution is: enough to go on from there after its process was killed. */
export const Point = z.strictObject({
  /** The state that was entered last, and its input. */
  state: z.string(),
  input: z.unknown(),
  variables: z.record(z.string(), z.unknown()),
  enteredTime: z.string(),
  enteredEvent: z.int(),
  /** Events after this one are of an attempt that was cut, and are made again. */
  lastEvent: z.int(),
})
export type Point = z.infer<typeof Point>

/** What a line of states writes down as it goes. */
export type Journal = {
  readonly history: History
  readonly mapRuns: MapRuns
  /** Keeps where the line is. */
  reach(point: Point): void
  /** For a line within this one: its events and map runs are kept, and where it is is not, since it starts anew. */
  readonly inner: Journal
  /** For a child execution: a STANDARD one has a history of its own. */
  openChild(name: string, isExpress: boolean): Journal
}
