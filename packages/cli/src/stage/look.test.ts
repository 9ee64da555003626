import type { RunView } from "@mapfold/core/status/run-view"
import { describe, expect, it } from "vitest"
import { makeLook } from "./look.ts"

/** A look whose answers come one after the other, the last one again and again, and a clock in seconds. */
function prepare(answers: readonly (Partial<RunView> | string)[], redrives = 0) {
  let now = 0
  const left = [...answers]
  const read = async () => {
    const answer = left.length > 1 ? left.shift()! : left[0]!
    if (typeof answer === "string") throw Object.assign(new Error(`because of ${answer}`), { name: answer })
    return { redrives: 0, ...answer } as RunView
  }
  const look = makeLook({ read }, { run: "r", redrives, show: "mapfold show r" }, () => now * 1_000)
  return {
    look,
    at(seconds: number) {
      now = seconds
      return look()
    },
  }
}

const RUNNING = { status: "RUNNING" } as const
const ENDED = { status: "SUCCEEDED" } as const

describe("looking at a run", () => {
  it("answers what is seen", async () => {
    expect(await prepare([ENDED]).look()).toMatchObject(ENDED)
  })

  it("waits until a run that has begun is seen, for half a minute", async () => {
    const { at } = prepare(["NoSuchRun", "NoSuchRun", RUNNING, "NoSuchRun"])
    expect(await at(1)).toBeNull()
    expect(await at(3)).toBeNull()
    expect(await at(5)).toMatchObject(RUNNING)
    await expect(at(7)).rejects.toMatchObject({ name: "RunNotFollowed" })
    await expect(prepare(["NoSuchRun"]).at(30)).rejects.toMatchObject({ name: "RunNotFollowed" })
  })

  it("takes the end before a redrive for none, for half a minute", async () => {
    const before = { status: "FAILED", redrives: 1 } as const
    const { at } = prepare([before, before, { ...RUNNING, redrives: 2 }], 2)
    expect(await at(1)).toBeNull()
    expect(await at(3)).toBeNull()
    expect(await at(5)).toMatchObject(RUNNING)
    expect(await prepare([before], 2).at(30)).toMatchObject(before)
  })

  it.each(["Throttled", "Unreachable"])(
    "bears with %s for five minutes since AWS was last heard of",
    async (name) => {
      const { at } = prepare([RUNNING, name, name, RUNNING, name])
      await at(0)
      expect(await at(100)).toBeNull()
      expect(await at(299)).toBeNull()
      expect(await at(299)).toMatchObject(RUNNING)
      expect(await at(598)).toBeNull()
      await expect(at(599)).rejects.toThrow(
        `r may go on on AWS, unseen: because of ${name}; to see what becomes of it:  mapfold show r`,
      )
    },
  )

  it.each(["SessionExpired", "AccessDenied", "TypeError"])("gives up at once for %s", async (name) => {
    await expect(prepare([name]).look()).rejects.toMatchObject({ name: "RunNotFollowed" })
  })
})
