import { describe, expect, it } from "vitest"
import { toLogLine } from "./to-log-line.ts"

const read = (source: "workflow" | "process", message: unknown) =>
  toLogLine(source, {
    time: 0,
    id: "1",
    message: typeof message === "string" ? message : JSON.stringify(message),
  })

describe("a line of the machine", () => {
  const arn = "arn:aws:states:eu-west-1:1:execution:mapfold"

  it("is of the run, and says what happened to which state", () => {
    const event = {
      id: "2",
      type: "TaskStateEntered",
      details: { name: "Prepare" },
      execution_arn: `${arn}:run-1`,
    }
    expect(read("workflow", event)).toEqual({
      run: "run-1",
      line: {
        ...{
          time: "1970-01-01T00:00:00.000Z",
          source: "workflow",
          level: "INFO",
          text: "TaskStateEntered Prepare",
        },
        ...{ child: null, batch: null, object: null },
      },
    })
  })

  it("is an error of a child, in the function's own words", () => {
    const details = {
      error: "JobCodeFailed",
      cause: '{"errorMessage":"the job threw","errorType":"JobCodeFailed"}',
    }
    const event = { type: "ExecutionFailed", details, execution_arn: `${arn}/MapListed:child-1` }
    expect(read("workflow", event)).toMatchObject({
      run: null,
      line: { level: "ERROR", child: "child-1", text: "ExecutionFailed JobCodeFailed: the job threw" },
    })
  })
})

describe("a line of a function", () => {
  const id = "0a".repeat(32)

  it("has run, batch and object as its logger has them", () => {
    const line = {
      level: "WARN",
      message: "slow",
      run: "run-1",
      batch: id,
      object: "2025/a.csv",
      service: "process",
    }
    expect(read("process", line)).toMatchObject({
      run: "run-1",
      line: { level: "WARN", text: "slow", batch: id, child: null, object: "2025/a.csv" },
    })
    expect(read("process", { ...line, batch: "child-1" }).line).toMatchObject({
      batch: null,
      child: "child-1",
    })
  })

  it("says an error that stands beside its message, once", () => {
    const error = { name: "RangeError", message: "7 is too much" }
    expect(read("process", { level: "ERROR", message: "it failed", error }).line.text).toBe(
      "it failed RangeError: 7 is too much",
    )
    expect(read("process", { level: "ERROR", message: "7 is too much", error }).line.text).toBe(
      "7 is too much",
    )
  })

  it("has the numbers that stand beside its message, and not what its logger adds", () => {
    const logger = {
      service: "process",
      timestamp: "2026-01-01",
      cold_start: true,
      function_name: "f",
      xray_trace_id: "1",
    }
    const line = {
      level: "WARN",
      message: "records rejected",
      run: "run-1",
      rule: "day",
      rejected: 3,
      nested: {},
      ...logger,
    }
    expect(read("process", line).line.text).toBe("records rejected rule=day rejected=3")
  })

  it.each([
    ["text", "Task timed out after 3.00 seconds\n", "INFO", "Task timed out after 3.00 seconds"],
    ["a number", "7", "INFO", "7"],
    ["a message that is no text", { level: "critical", message: { a: 1 } }, "ERROR", '{"a":1}'],
    ["an unknown level", { level: "loud", message: "hello" }, "INFO", "hello"],
    [
      "fields of the wrong kind",
      { level: 3, message: "hello", run: 7, batch: [], object: null },
      "INFO",
      "hello",
    ],
    ["markup", { message: "<script>alert(1)</script>" }, "INFO", "<script>alert(1)</script>"],
  ])("is shown as it is where it is %s", (_, message, level, text) => {
    expect(read("process", message)).toMatchObject({
      run: null,
      line: { level, text, child: null, object: null },
    })
  })

  it("is cut where it is very long", () => {
    expect(read("process", "x".repeat(100_000)).line.text).toHaveLength(16_384)
  })
})
