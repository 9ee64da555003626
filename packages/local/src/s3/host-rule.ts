import { isIP } from "node:net"

/**
 * Whether a request may be answered at all: its Host must be a name of this machine, and its Origin (which browsers send) too.
 *
 * Else any page in a browser here could drive the endpoint, by its own script or by letting its own name mean 127.0.0.1.
 */
export function isFromHere(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  listensOn: string,
): boolean {
  const { host = "", origin } = headers
  if (!isOurName(nameOf(host), listensOn)) return false
  return origin === undefined || isOurOrigin(origin, listensOn)
}

/** The bucket that a Host names, as in `<bucket>.localhost:9000`, or null. */
export function bucketOfHost(host: string): string | null {
  return /^(.+)\.localhost$/.exec(nameOf(host))?.[1] ?? null
}

function isOurOrigin(origin: string, listensOn: string): boolean {
  const found = /^https?:\/\/([^/?#@]+)$/.exec(origin)?.[1]
  return found !== undefined && isOurName(nameOf(found), listensOn)
}

/** What was asked to listen beyond loopback is reached by numbers that are not known here; a number is no one's trick name. */
function isOurName(name: string, listensOn: string): boolean {
  if (name === "localhost" || name.endsWith(".localhost")) return true
  if (isLoopback(name)) return true
  return !isLoopback(listensOn) && (name === listensOn || isIP(name) !== 0)
}

function isLoopback(name: string): boolean {
  return name === "::1" || name === "localhost" || (isIP(name) === 4 && name.startsWith("127."))
}

/** A host in lower case without its port and brackets. */
function nameOf(host: string): string {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(host)
  return (found?.[1] ?? found?.[2] ?? "").toLowerCase()
}
