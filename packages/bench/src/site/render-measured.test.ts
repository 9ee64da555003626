import { expect, test } from "vitest"
import { renderMeasured } from "./render-measured.ts"

test("the bench of the site prints the largest kind first, and medians", () => {
  const text = renderMeasured(
    {
      browser: "153.0",
      firstLoad: { total: 132_400, byKind: { document: 900, script: 120_000, stylesheet: 11_500 } },
      interactive: [300, 500, 310],
      moves: { "pointing at cells": { perSecond: 59.6, longest: 33.4 } },
    },
    10_000,
  )
  expect(text).toMatch(
    /First load, compressed +132\.4 KB +\(at most 200\.0 KB\)\n +script +120\.0 KB\n +styl/,
  )
  expect(text).toMatch(/Time to interactive +310 ms +300 ms to 500 ms, 3 times/)
  expect(text).toMatch(/pointing at cells +60 +33 ms/)
})
