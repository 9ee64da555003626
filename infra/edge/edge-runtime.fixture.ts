import { createHash } from "node:crypto"
import { createContext, Script } from "node:vm"

export type Header = { readonly value: string; readonly multiValue?: readonly { readonly value: string }[] }
export type EdgeRequest = {
  readonly method: string
  readonly uri: string
  readonly querystring: Readonly<Record<string, { readonly value: string }>>
  readonly headers: Readonly<Record<string, Header>>
  readonly cookies: Readonly<Record<string, { readonly value: string }>>
}
/** As much of an origin as is looked at. */
export type Origin = {
  readonly domainName: string
  readonly timeouts?: { readonly readTimeout?: number }
  readonly originAccessControlConfig: { readonly enabled: boolean; readonly originType?: string }
}
export type EdgeOutcome = {
  /** What the viewer is answered, or null where the request goes on. */
  readonly response: {
    readonly statusCode: number
    readonly headers: Readonly<Record<string, Header>>
    readonly body: { readonly data: string }
  } | null
  /** The request that goes on, or null. */
  readonly request: EdgeRequest | null
  /** Where it goes; null is the distribution's own origin. */
  readonly origin: Origin | null
}

export const SITE_HOST = "d111111abcdef8.cloudfront.net"

/** Milliseconds. CloudFront gives a function about one; this machine has others to serve. */
const TIMEOUT = 1_000

/**
 * Runs the code of a CloudFront function on a request, as `cloudfront-js-2.0` does: with `crypto` and `cloudfront`, and nothing else
 * of Node. The key value store holds `keys`.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export async function runEdge(
  code: string,
  asked: { readonly uri?: string; readonly method?: string; readonly headers?: Record<string, Header> },
  keys: Readonly<Record<string, string>> = {},
): Promise<EdgeOutcome> {
  let origin: Origin | null = null
  const cloudfront = {
    kvs: () => ({
      async get(key: string) {
        if (!Object.hasOwn(keys, key)) throw new Error("KeyNotFound")
        return keys[key]
      },
    }),
    updateRequestOrigin: (chosen: Origin) => {
      origin = chosen
    },
  }
  const event = {
    version: "1.0",
    context: { distributionDomainName: SITE_HOST, eventType: "viewer-request" },
    viewer: { ip: "198.51.100.7" },
    request: {
      ...{ method: asked.method ?? "GET", uri: asked.uri ?? "/", querystring: {}, cookies: {} },
      headers: { host: { value: SITE_HOST }, ...asked.headers },
    },
  }
  const context = createContext({ cf: cloudfront, event, require: requireOfEdge })
  // a module's import, which the context stands for
  const body = code.replace(/^\s*import cf from "cloudfront";/, "")
  const run = new Script(`${body}\nhandler(event)`)
  const found = await run.runInContext(context, { timeout: TIMEOUT })
  // what comes out of the context has its own prototypes
  const plain = JSON.parse(JSON.stringify(found))
  return "statusCode" in plain
    ? { response: plain, request: null, origin: null }
    : { response: null, request: plain, origin }
}

const HASHES = ["md5", "sha1", "sha256"]

function requireOfEdge(name: string) {
  if (name !== "crypto") throw new Error(`the runtime has no module "${name}"`)
  return {
    createHash(algorithm: string) {
      if (!HASHES.includes(algorithm)) throw new Error(`the runtime has no hash "${algorithm}"`)
      return createHash(algorithm)
    },
  }
}

/** An Authorization header as a browser makes it. */
export function basic(user: string, password: string): Header {
  return { value: `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}` }
}
