import type { IncomingMessage } from "node:http"
import { finished } from "node:stream"

/** Milliseconds for which the rest of a body is taken that nobody wants: gigabytes on this machine. */
const PATIENCE = 10_000

/** Reads what still comes of a request's body, and forgets it. Ends with the body, the connection, or after 10 s. */
export function discardRest(message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer)
      cleanUp()
      resolve()
    }
    const timer = setTimeout(stop, PATIENCE)
    const cleanUp = finished(message, { writable: false }, stop)
    message.resume()
  })
}
