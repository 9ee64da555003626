import type { MiddlewareHandler } from "hono"
import { ForeignRequest } from "./errors.ts"

/**
 * The site's origin (`https://runs.example.com`) as this request should have it, or null where the request was not made to
 * the site. `header` reads the request's headers.
 */
export type OwnOrigin = (header: (name: string) => string | undefined) => string | null

/** What a browser says of requests that no page of the same origin made. https://www.w3.org/TR/fetch-metadata/ */
const FOREIGN_SITES = ["cross-site", "same-site"]
/** They change nothing, and what they answer no other origin can read. */
const HARMLESS = ["GET", "HEAD"]

/** Lets requests through that the site's own pages made, and such as change nothing and come from no page at all. */
export function makeGuard(ownOrigin: OwnOrigin): MiddlewareHandler {
  return async ({ req }, next) => {
    const own = ownOrigin((name) => req.header(name))
    if (own === null)
      throw new ForeignRequest(
        "the request's Host is not this site's: open the address that the site was given",
      )
    const origin = req.header("Origin")
    if (origin === undefined && !HARMLESS.includes(req.method))
      throw new ForeignRequest(
        `the request has no Origin: a ${req.method} must come from a page of this site`,
      )
    if (origin !== undefined && origin !== own)
      throw new ForeignRequest(`the request's Origin is not this site's, ${own}: only its own pages may ask`)
    if (FOREIGN_SITES.includes(req.header("Sec-Fetch-Site") ?? ""))
      throw new ForeignRequest("another site made the request: open the address in this site itself")
    await next()
  }
}
