import type { BatchFile } from "@mapfold/core/batch/batch-file"
import { describe, expect, test } from "vitest"
import type { LogFields } from "../log.ts"
import { logBatch } from "./log-batch.ts"

type Line = { readonly level: string; readonly message: string } & LogFields

function linesOf(changed: Partial<BatchFile>): Line[] {
  const lines: Line[] = []
  const at = (level: string) => (message: string, fields: LogFields) =>
    lines.push({ level, message, ...fields })
  const file = {
    batch: "b1",
    objects: { processed: 2, skipped: 0, failed: 0 },
    records: { rows: 9, kept: 9, filtered: 0, rejected: 0 },
    bytes: 70,
    failures: [],
    rejects: { objects: 0, byRule: {}, examples: [] },
    ...changed,
  } as Partial<BatchFile> as BatchFile
  logBatch({ info: at("INFO"), warn: at("WARN"), error: at("ERROR") }, file, {
    ...{ run: "r1", batch: "b1", objects: 2, startedAt: "2026-01-01T00:00:00Z", retries: 1 },
    ...{ durationMs: 30, readMs: 10, computeMs: 15, writeMs: 5, requestId: null, logStream: null },
  })
  return lines
}

describe("a batch", () => {
  test("says how long it took", () => {
    expect(linesOf({})).toEqual([
      {
        ...{ level: "INFO", message: "batch processed", run: "r1", batch: "b1", objects: 2, failed: 0 },
        ...{ rows: 9, bytes: 70, durationMs: 30, readMs: 10, computeMs: 15, writeMs: 5, retries: 1 },
      },
    ])
  })

  test("names each object that failed, and why", () => {
    const failures = [{ key: "2025/a.csv", error: "MissingColumn", message: "there is no column TEMP" }]
    expect(linesOf({ failures })[0]).toEqual({
      ...{ level: "ERROR", message: "object failed", run: "r1", batch: "b1", object: "2025/a.csv" },
      error: { name: "MissingColumn", message: "there is no column TEMP" },
    })
  })

  test("names no more than a thousand, and counts the others", () => {
    const failures = Array.from({ length: 1_003 }, (_, at) => ({ key: `${at}`, error: "E", message: "m" }))
    const lines = linesOf({ failures })
    expect(lines).toHaveLength(1_002)
    expect(lines.at(-2)?.message).toBe("3 more objects failed: the batch file names them")
  })

  test("counts its rejects by rule, and names a few with object, line and column, but not their text", () => {
    const example = {
      key: "2025/a.csv",
      line: 7,
      column: "TEMP",
      rule: "decimal",
      value: "x",
      message: "is not a number",
    }
    const rejects = { objects: 1, byRule: { decimal: 3 }, examples: [{ ...example, raw: "secret,x" }] }
    const [one, all] = linesOf({ rejects })
    expect(one).toEqual({
      ...{ level: "WARN", run: "r1", batch: "b1", object: "2025/a.csv", line: 7, column: "TEMP" },
      ...{ rule: "decimal", message: "record rejected: 2025/a.csv line 7: TEMP is not a number" },
    })
    expect(all).toMatchObject({ level: "WARN", run: "r1", batch: "b1", rule: "decimal", rejected: 3 })
    expect(JSON.stringify(one)).not.toMatch(/secret|value/)
  })
})
