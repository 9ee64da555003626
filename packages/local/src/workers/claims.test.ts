import { expect, it } from "vitest"
import { MAX_SENT, makeClaimMemory, openClaims } from "./claims.ts"

it("lets a call be begun or taken back, and never both", () => {
  const memory = makeClaimMemory()
  const [pool, worker] = [openClaims(memory), openClaims(memory)]
  for (let id = 1; id <= MAX_SENT; id++) pool.offer(id)
  expect(worker.begin(1)).toBe(true)
  expect(pool.takeBack(1)).toBe(false)
  expect(pool.takeBack(2)).toBe(true)
  expect(worker.begin(2)).toBe(false)
  expect(worker.begin(1)).toBe(false)
})

it("has room for as many again once calls were answered or taken back", () => {
  const memory = makeClaimMemory()
  const [pool, worker] = [openClaims(memory), openClaims(memory)]
  for (let id = 1; id <= MAX_SENT * 3; id++) {
    pool.offer(id)
    expect(id % 2 === 0 ? worker.begin(id) : pool.takeBack(id)).toBe(true)
    pool.free(id)
  }
})
