import { describe, expect, it } from "vitest"
import { childController, ENDED } from "./aborted.ts"
import { Controller } from "./signal.ts"

describe("Controller", () => {
  it("tells each listener once, in their order, and not those that have left", () => {
    const controller = new Controller()
    const told: string[] = []
    const left = () => told.push("left")
    controller.addEventListener("abort", () => told.push("first"))
    controller.addEventListener("abort", left)
    controller.addEventListener("abort", () => told.push("second"))
    controller.removeEventListener("abort", left)
    controller.abort("why")
    controller.abort("again")
    expect(told).toStrictEqual(["first", "second"])
    expect(controller).toMatchObject({ aborted: true, reason: "why" })
  })

  it("tells all where one of them leaves others while it is told", () => {
    const controller = new Controller()
    const told: string[] = []
    const second = () => told.push("second")
    controller.addEventListener("abort", () => {
      told.push("first")
      controller.removeEventListener("abort", second)
    })
    controller.addEventListener("abort", second)
    controller.abort(ENDED)
    expect(told).toStrictEqual(["first", "second"])
  })
})

describe("childController", () => {
  it("is aborted with its parent, and before it without it", () => {
    const parent = new Controller()
    const [one, other, released] = [childController(parent), childController(parent), childController(parent)]
    one.controller.abort("early")
    released.release()
    expect([parent.aborted, other.controller.aborted]).toStrictEqual([false, false])
    parent.abort("late")
    expect([one.controller.reason, other.controller.reason]).toStrictEqual(["early", ENDED])
    expect(released.controller.aborted).toBe(false)
    expect(childController(parent).controller.aborted).toBe(true)
  })

  it("listens to an AbortSignal too", () => {
    const parent = new AbortController()
    const { controller } = childController(parent.signal)
    parent.abort()
    expect(controller.aborted).toBe(true)
  })
})
