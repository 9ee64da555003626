import type { LogLine } from "@mapfold/core/status/log-view"
import { expect, test } from "vitest"
import { keyLines } from "./key-lines.ts"

const line = (text: string): LogLine => ({
  ...{ time: "2026-01-01T00:00:00.000Z", level: "INFO", source: "process", text },
  ...{ child: null, batch: null, object: null },
})

test("gives lines that say the same keys of their own, which stay when more lines come", () => {
  const keys = keyLines([line("a"), line("a"), line("b")]).map(([key]) => key)
  expect(new Set(keys).size).toBe(3)
  const more = keyLines([line("a"), line("a"), line("b"), line("a")]).map(([key]) => key)
  expect(more.slice(0, 3)).toEqual(keys)
})
