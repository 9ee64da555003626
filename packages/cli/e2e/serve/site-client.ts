import { createHash } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { RunView } from "@mapfold/core/status/run-view"

/** Milliseconds. */
const RUN_MS = 60_000

/** What the status API answers, unparsed: the status beside the body. */
export type Answered<T> = { readonly status: number; readonly headers: Headers; readonly body: T }

/** The status API of a site, as its own pages ask it. */
export function makeSiteClient(siteUrl: string) {
  async function ask<T>(path: string, init: RequestInit = {}): Promise<Answered<T>> {
    const answer = await fetch(siteUrl + path, { signal: AbortSignal.timeout(RUN_MS), ...init })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T }
  }
  const client = {
    get: <T>(path: string, headers: Readonly<Record<string, string>> = {}) => ask<T>(path, { headers }),
    post<T>(path: string, body?: unknown): Promise<Answered<T>> {
      const text = body === undefined ? "" : JSON.stringify(body)
      const hash = createHash("sha256").update(text).digest("hex")
      const headers = { origin: siteUrl, "x-amz-content-sha256": hash, "content-type": "application/json" }
      return ask<T>(path, { method: "POST", headers, ...(text === "" ? {} : { body: text }) })
    },
    async ended(run: string): Promise<RunView> {
      for (let waited = 0; waited < RUN_MS; waited += 50) {
        const { body } = await client.get<RunView>(`/api/runs/${run}`)
        if (body.status !== "RUNNING") return body
        await sleep(50)
      }
      throw new Error(`${run} still runs after ${RUN_MS} ms`)
    },
  }
  return client
}
