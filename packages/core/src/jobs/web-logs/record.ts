import * as z from "zod"
import { decimal, integer } from "../../columns/decimal.ts"
import { instant } from "../../columns/instant.ts"
import { text } from "../../columns/text.ts"

/**
 * A request that a web server answered: one JSON object a line. Keys come in any order, and keys that are not named here
 * may stand beside them, nested ones too. Optional keys may be null, empty or absent.
 */
export const WebLogRecord = z.object({
  /** When the request came in. */
  time: instant({ column: "time" }),
  /** The UTC hour of it: what requests are grouped by. */
  hour: instant({ column: "time", cut: "hour" }),
  method: text({ column: "method" }),
  /** Of the URL, without the query. */
  path: text({ column: "path" }),
  status: integer({ column: "status", min: 100, max: 599 }),
  /** Of the answer's body; null where it had none. */
  bytes: integer({ column: "bytes", min: 0, missing: [""], unit: "bytes" }),
  /** Until the last byte of the answer was sent; null where the client left before. */
  latencyMs: decimal({ column: "latencyMs", scale: 3, min: 0, missing: [""], unit: "ms" }),
  referrer: text({ column: "referrer", missing: [""] }),
  userAgent: text({ column: "userAgent", missing: [""] }),
})
export type WebLogRecord = z.output<typeof WebLogRecord>
