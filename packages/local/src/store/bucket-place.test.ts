import { describe, expect, test } from "vitest"
import { Setup } from "../state/executions.ts"
import { describePlace, parseS3Uri } from "./bucket-place.ts"

describe("an S3 address", () => {
  test.each([
    ["s3://weather", "weather", "", "s3://weather/"],
    ["s3://weather/", "weather", "", "s3://weather/"],
    ["S3://weather/a/b", "weather", "a/b/", "s3://weather/a/b/"],
    ["s3://weather/a/b/", "weather", "a/b/", "s3://weather/a/b/"],
    ["s3://weather//a", "weather", "/a/", "s3://weather//a/"],
    ["s3://weather/sp ace\n", "weather", "sp ace\n/", "s3://weather/sp ace\n/"],
  ])("names a bucket and what lies below a prefix (%j)", (uri, bucket, prefix, described) => {
    const place = parseS3Uri(uri)
    expect(place).toEqual({ kind: "s3", bucket, prefix })
    expect(describePlace(place!)).toBe(described)
    expect(parseS3Uri(described)).toEqual(place)
  })

  test.each([
    "s3://",
    "s3:///a",
    "s3:/weather",
    "s3://We_ather",
    "s3://a",
    "s3://127.0.0.1/a",
    "weather",
    "/s3://weather",
  ])("is not %j", (text) => expect(parseS3Uri(text)).toBeNull())
})

describe("a kept setup", () => {
  const others = { jobFile: null, functionFile: null, processSeconds: 120 }

  test("of an older version has folders alone, and is one still", () => {
    const older = { buckets: { input: "/in", output: "/out" }, ...others }
    expect(Setup.parse(JSON.parse(JSON.stringify(older)))).toEqual(older)
  })

  test("says which kind each bucket is", () => {
    const setup = { buckets: { input: "/in", output: { kind: "s3", bucket: "b", prefix: "p/" } }, ...others }
    expect(Setup.parse(JSON.parse(JSON.stringify(setup)))).toEqual(setup)
    expect(() => Setup.parse({ ...setup, buckets: { input: { kind: "ftp", bucket: "b" } } })).toThrow()
  })
})
