import { describe, expect, test } from "vitest"
import { toApiError } from "./client.ts"
import { makeConnection } from "./connection.ts"
import { ConnectionLost } from "./errors.ts"
import { makeSend } from "./send.ts"

/** Of `{"request":{}}` and of nothing, as `sha256sum` has them. */
const BODY_HASH = "36e410e5b54fc8b5f4f9f72c1d1de01a0e565fb1afcc890306d4d008a8d9eb9d"
const EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
const json = (body: unknown, status = 200) => Response.json(body, { status })

/** A sender over a `fetch` that answers as told, with what it was asked. */
function makeProbe(answer: () => Response | Promise<Response>) {
  const connection = makeConnection()
  const asked: RequestInit[] = []
  const send = makeSend(async (_input, init = {}) => {
    asked.push(init)
    return answer()
  }, connection)
  return { connection, send, asked, header: (name: string) => new Headers(asked.at(-1)?.headers).get(name) }
}

describe("what is sent", () => {
  test("carries the hash of its body, also where it has none", async () => {
    const probe = makeProbe(() => json({}))
    await probe.send("/api/runs", { method: "POST", body: '{"request":{}}' })
    expect(probe.header("x-amz-content-sha256")).toBe(BODY_HASH)
    await probe.send("/api/runs/r/stop", { method: "POST" })
    expect(probe.header("x-amz-content-sha256")).toBe(EMPTY_HASH)
  })

  test("has no hash where it only asks", async () => {
    const probe = makeProbe(() => json({}))
    await probe.send("/api/runs", { method: "GET" })
    expect(probe.header("x-amz-content-sha256")).toBeNull()
  })

  test("is ended by the page that no longer wants it, which says nothing of the connection", async () => {
    const wanted = new AbortController()
    const probe = makeProbe(() => {
      wanted.abort()
      throw new DOMException("aborted", "AbortError")
    })
    await expect(probe.send("/api/runs", { signal: wanted.signal })).rejects.toThrow("aborted")
    expect(probe.connection.isLost()).toBe(false)
  })
})

describe("the connection", () => {
  test("is lost when nobody answers, and back with the next answer", async () => {
    const answers: (() => Response)[] = [
      () => {
        throw new TypeError("Failed to fetch")
      },
      () => json({}),
    ]
    const probe = makeProbe(() => answers.shift()!())
    const seen: boolean[] = []
    probe.connection.subscribe(() => seen.push(probe.connection.isLost()))
    await expect(probe.send("/api/runs")).rejects.toBeInstanceOf(ConnectionLost)
    await probe.send("/api/runs")
    expect(seen).toEqual([true, false])
  })

  test("is lost when a gateway answers in the API's place", async () => {
    const probe = makeProbe(() => new Response("<h1>Bad gateway</h1>", { status: 502 }))
    await expect(probe.send("/api/runs")).rejects.toThrow("something else answered with 502")
    expect(probe.connection.isLost()).toBe(true)
  })

  test("is there when the API itself says that something is unreachable", async () => {
    const probe = makeProbe(() => json({ error: { name: "Unreachable", message: "no engine" } }, 502))
    expect((await probe.send("/api/runs")).status).toBe(502)
    expect(probe.connection.isLost()).toBe(false)
  })
})

test("an error answer is an error with its own name and message", () => {
  const said = { error: { name: "NoSuchRun", message: 'there is no run "x"' } }
  expect(toApiError(said, 404)).toMatchObject({
    name: "NoSuchRun",
    message: 'there is no run "x"',
    status: 404,
  })
})

test.each([[null], ["text"], [{ error: "x" }], [{ error: { name: 5, message: "m" } }]])(
  "%j, which is no error answer, is told by its status",
  (said) => {
    expect(toApiError(said, 418)).toMatchObject({ name: "UnknownAnswer", status: 418 })
  },
)
