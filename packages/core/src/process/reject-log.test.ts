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
    expect(log.summary()).toEqual({ examples: [], objects: 0, byRule: {} })
    log.commit()
    log.commit()
    log.add(reject(9))
    log.rollBack()
    log.commit()
    expect(log.summary()).toMatchObject({
      objects: 1,
      examples: [{ rule: "number" }, { rule: "day" }, {}, {}],
    })
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
    const [long, fitting, none] = log.take()
    expect([long!.value, long!.raw]).toEqual([`${"v".repeat(200)}…`, `${"r".repeat(2_000)}…`])
    expect([fitting!.value!.length, fitting!.raw.length, none!.value]).toEqual([200, 2_000, null])
  })

  test("fails an object whose rejects do not fit, whatever is held of others, and has room again once they are rolled back", () => {
    const log = makeRejectLog()
    const raw = "r".repeat(2_000)
    const fill = (rows: number) => {
      for (let line = 2; line < rows; line++) log.add(reject(line, { raw }))
    }
    fill(15_000)
    log.commit()
    expect(() => fill(20_000)).toThrow(
      /^line 152\d\d: more records are rejected than 32 MiB hold, the last by rule "number"/,
    )
    log.rollBack()
    expect(() => fill(20_000)).toThrow(expect.objectContaining({ name: "TooManyRejects" }))
    log.rollBack()
    log.add(reject(2, { raw }))
    log.commit()
    expect(log.take()).toHaveLength(14_999)
  })

  test("is full once it holds as much as an object may have, and empty once that is taken", () => {
    const log = makeRejectLog()
    const raw = "r".repeat(2_000)
    const rules = ["number", "day"]
    let lines = 0
    while (!log.isFull()) {
      for (let line = 0; line < 1_000; line++) log.add(reject(++lines, { raw, rule: rules[lines % 2]! }))
      log.commit()
    }
    expect(lines).toBe(16_000)
    expect(log.take()).toHaveLength(16_000)
    expect(log.isFull()).toBe(false)
    log.add(reject(1))
    log.commit()
    expect(log.take()).toHaveLength(1)
    expect(log.summary()).toMatchObject({ objects: 17, byRule: { day: 8_000, number: 8_001 } })
    expect(log.summary().examples.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })
})
