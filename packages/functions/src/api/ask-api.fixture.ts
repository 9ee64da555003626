import { createHash } from "node:crypto"
import { makeGuard } from "./guard.ts"
import type { MadeRuns } from "./made-runs.fixture.ts"
import { makeStatusApi, type StatusApiOptions } from "./status-api.ts"

export const ORIGIN = "https://runs.example.com"

/** The API of made runs, behind a guard that knows one origin. */
export function apiOf({ runs }: MadeRuns, options: Partial<StatusApiOptions> = {}) {
  return makeStatusApi({ runs, guard: makeGuard(() => ORIGIN), ...options })
}

export function sha256(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("hex")
}

/** A POST as the site's own pages send it. */
export function post(body = "", headers: Readonly<Record<string, string>> = {}): RequestInit {
  const type: Readonly<Record<string, string>> = body === "" ? {} : { "content-type": "application/json" }
  return {
    method: "POST",
    headers: { origin: ORIGIN, "x-amz-content-sha256": sha256(body), ...type, ...headers },
    ...(body === "" ? {} : { body }),
  }
}
