import { describe, expect, test } from "vitest"
import { makeMarker } from "./marker.ts"

const markers = [{ key: "2025/_SUCCESS", input: { year: 2025 } }]

/** Starts as Step Functions does: a name once. */
function makeStarter() {
  const started = new Map<string, string>()
  const start = async (name: string, input: string) => {
    if (started.has(name)) return false
    started.set(name, input)
    return true
  }
  return { started, mark: makeMarker({ markers, start }) }
}

function created(key: string, version?: string) {
  const object = { key, etag: "e1", size: 0, ...(version && { "version-id": version }) }
  return { "detail-type": "Object Created", detail: { bucket: { name: "in" }, object } }
}

describe("a marker object", () => {
  test("starts the run of its prefix, once for each of its versions", async () => {
    const { started, mark } = makeStarter()
    const first = await mark(created("2025/_SUCCESS", "v1"))
    expect(await mark(created("2025/_SUCCESS", "v1"))).toEqual({ run: null })
    const second = await mark(created("2025/_SUCCESS", "v2"))
    expect([...started]).toEqual([
      [first.run, '{"year":2025}'],
      [second.run, '{"year":2025}'],
    ])
    expect(first.run).toMatch(/^marker-[0-9a-f]{32}$/)
  })

  test("is known by its ETag where the bucket has no versions", async () => {
    const { started, mark } = makeStarter()
    await mark(created("2025/_SUCCESS"))
    await mark(created("2025/_SUCCESS"))
    expect(started.size).toBe(1)
  })

  test("of another key starts nothing", async () => {
    const { started, mark } = makeStarter()
    expect(await mark(created("2024/_SUCCESS", "v1"))).toEqual({ run: null })
    expect(started.size).toBe(0)
  })

  test("lets a failure to start through, so that the event is delivered again", async () => {
    const mark = makeMarker({ markers, start: () => Promise.reject(new Error("no such machine")) })
    await expect(mark(created("2025/_SUCCESS", "v1"))).rejects.toThrow("no such machine")
  })
})
