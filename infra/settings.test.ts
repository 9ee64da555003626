import { describe, expect, test } from "vitest"
import { readSettings } from "./settings.ts"
import { stages } from "./stages.ts"

describe("the settings of a stage", () => {
  test("are those of a personal one where it has none of its own", () => {
    expect(readSettings("alice", stages)).toEqual({
      production: false,
      input: null,
      site: null,
      alarmEmail: null,
      rejectedPercent: 1,
      logs: { retentionDays: 30, executionData: true },
      tracing: false,
      memory: { prepare: 512, process: 1_769, reduce: 3_008 },
      schedule: null,
      markers: [],
    })
  })

  test("of production are found by its name", () => {
    expect(readSettings("prod", stages)).toMatchObject({ production: true, logs: { retentionDays: 90 } })
  })

  test.each([
    [{ prodcution: true }, "prodcution: there is no such setting; there are production, input"],
    [
      { logs: { retentionDays: 31 } },
      "logs.retentionDays: must be one of the days that CloudWatch knows: 1, 3",
    ],
    [{ input: { bucket: "s3://files" } }, "input.bucket: must be a bucket's name alone"],
    [{ input: { bucket: "files", prefix: "noaa" } }, "input.prefix: must be empty, or end in a slash"],
    [
      { input: { bucket: "files", kmsKeyArn: "alias/files" } },
      "input.kmsKeyArn: must be a key's ARN, not its alias",
    ],
    [{ input: { bucket: "files", prefix: "/noaa/" } }, "input.prefix: must be empty, or end in a slash"],
    [{ alarmEmail: "ops" }, "alarmEmail: must be an address such as ops@example.org"],
    [{ alarmEmail: "ops@example.org" }, "only a production stage has alarms: add production: true"],
    [{ memory: { reduce: 20_000 } }, "memory.reduce: Lambda gives at most 10,240 MB"],
    [{ schedule: { expression: "daily", input: {} } }, 'schedule.expression: must be such as "rate(1 day)"'],
    [
      { schedule: { expression: "rate(1 day)", input: { year: "<yaer>" } } },
      "schedule.input: <yaer> stands for nothing; there are <year>, <month>, <day>, <date>",
    ],
    [
      { schedule: { expression: "rate(1 day)", timezone: "Lisbon", input: {} } },
      "schedule.timezone: must be a time zone's name",
    ],
    [{ rejectedPercent: 101 }, "rejectedPercent"],
    [{ markers: [{ prefix: "2025", input: {} }] }, "markers.0.prefix: must be empty, or end in a slash"],
  ])("%j are refused", (settings, complaint) => {
    expect(() => readSettings("prod", { prod: settings as never })).toThrow(complaint)
    expect(() => readSettings("prod", { prod: settings as never })).toThrow('infra/stages.ts, stage "prod"')
  })

  test.each(["", "-a", "a b", "a_b", "a".repeat(33), "ä"])("are not for a stage called %j", (stage) => {
    expect(() => readSettings(stage, {})).toThrow(`stage "${stage}" cannot be used`)
  })
})
