import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { assumptions } from "./assumptions.ts"
import { notChecked } from "./checks/not-checked.ts"
import type { Evidence } from "./evidence.ts"
import { makePlanted, OBJECTS } from "./plant.ts"

const text = readFileSync(new URL("../../../../docs/assumptions.md", import.meta.url), "utf8")

describe("docs/assumptions.md", () => {
  it("has every assumption under its number, in its words", () => {
    const written = [...text.matchAll(/^\*\*(\d+)\. `([a-z-]+)`\*\*: (.*)\.$/gm)].map(
      ([, number, name, claim]) => `${number} ${name}: ${claim}`,
    )
    expect(written).toEqual(assumptions.map(({ name, claim }, at) => `${at + 1} ${name}: ${claim}`))
  })
})

describe("assumptions of which nothing was found", () => {
  const lost = { lost: "Throttled: AWS refuses states:StartExecution" }
  const evidence: Evidence = {
    planted: makePlanted(""),
    ...{ refused: lost, repaired: lost, empty: lost, missing: lost },
    ...{ small: lost, stopped: lost, killed: lost, logs: lost },
  }

  it("are neither held nor broken, and say why", () => {
    for (const { name, check } of assumptions)
      expect({ name, ...check(evidence) }).toEqual({
        name,
        verdict: "unchecked",
        answered: expect.stringMatching(/\w/),
      })
    const blamed = assumptions.filter(({ check }) => check(evidence).answered === lost.lost)
    // one looks at all runs there are
    expect(blamed).toHaveLength(assumptions.length - notChecked.length - 1)
  })
})

describe("what is planted", () => {
  const { objects, mended, failing, rejecting, skipped, good, slow } = makePlanted("noaa/")

  it("lies below the stage's prefix, under names that say whose it is", () => {
    for (const { key } of objects) expect(key).toMatch(/^noaa\/(2098|2099|2100)\/mapfold-verify-/)
    expect(Object.values(slow)).toEqual([
      "noaa/2099/mapfold-verify-slow.csv",
      "noaa/2098/mapfold-verify-slow.csv",
    ])
  })

  it("is twenty objects for the main run, each of one kind", () => {
    const main = objects.filter(({ key }) => key.startsWith("noaa/2100/")).map(({ key }) => key)
    expect(main).toHaveLength(OBJECTS)
    expect([...good, ...failing, ...rejecting, ...skipped]).toEqual(main)
  })

  it("is mended under the same keys", () => {
    expect(mended.map(({ key }) => key)).toEqual([...failing, ...rejecting])
    for (const { key, text } of mended)
      expect(text).not.toBe(objects.find((object) => object.key === key)?.text)
  })
})
