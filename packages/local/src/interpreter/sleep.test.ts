import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { Controller } from "./signal.ts"
import { sleep } from "./sleep.ts"

const DAY = 24 * 60 * 60 * 1_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it("waits for longer than Node's longest timer", async () => {
  let isOver = false
  void sleep(60 * DAY, new Controller()).then(() => {
    isOver = true
  })
  await vi.advanceTimersByTimeAsync(60 * DAY - 1)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isOver).toBe(true)
})

it("ends when the signal says so, and leaves no timer behind", async () => {
  const controller = new Controller()
  const sleeping = sleep(60 * DAY, controller)
  await vi.advanceTimersByTimeAsync(30 * DAY)
  controller.abort("over")
  await sleeping
  expect(vi.getTimerCount()).toBe(0)
})
