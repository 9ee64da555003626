import { describe, expect, test } from "vitest"
import { makeRejectLog } from "./reject-log.ts"

const reject = (line: number, change: object = {}) => ({
  ...{
    key: "a.csv",
    line,
    column: "TEMP",
    rule: "number",
    value: "x",
    message: "is not a number",
    raw: "1,x",
  },
  ...change,
})

describe("the reject log", () => {
  test("keeps an object's rejects once they are committed, and counts them by rule", () => {
    const log = makeRejectLog()
    for (const rule of ["number", "day", "number", "__proto__"]) log.add(reject(2, { rule }))
    expect(log.summary()).toEqual({ all: [], objects: 0, byRule: {} })
    log.commit()
    log.commit()
    log.add(reject(9))
    log.rollBack()
    log.commit()
    expect(log.summary()).toMatchObject({ objects: 1, all: [{ rule: "number" }, { rule: "day" }, {}, {}] })
    expect(Object.entries(log.summary().byRule)).toEqual([
      ["__proto__", 1],
      ["day", 1],
      ["number", 2],
    ])
  })

  test("cuts long values and rows", () => {
    const log = makeRejectLog()
    log.add(reject(2, { value: "v".repeat(201), raw: "r".repeat(2_001) }))
    log.add(reject(3, { value: "v".repeat(200), raw: "r".repeat(2_000) }))
    log.add(reject(4, { value: null }))
    log.commit()
    const [long, fitting, none] = log.summary().all
    expect([long!.value, long!.raw]).toEqual([`${"v".repeat(200)}…`, `${"r".repeat(2_000)}…`])
    expect([fitting!.value!.length, fitting!.raw.length, none!.value]).toEqual([200, 2_000, null])
  })

  test("fails an object whose rejects do not fit beside the others', and has room again once they are rolled back", () => {
    const log = makeRejectLog()
    const raw = "r".repeat(2_000)
    log.add(reject(1, { raw }))
    log.commit()
    const fill = () => {
      for (let line = 2; line < 20_000; line++) log.add(reject(line, { raw }))
    }
    expect(fill).toThrow(
      /^line 152\d\d: more records are rejected than 32 MiB hold, the last by rule "number"/,
    )
    expect(fill).toThrow(expect.objectContaining({ name: "TooManyRejects" }))
    log.rollBack()
    log.add(reject(2, { raw }))
    log.commit()
    expect(log.summary().all).toHaveLength(2)
  })
})
