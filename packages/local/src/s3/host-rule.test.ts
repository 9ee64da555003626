import { describe, expect, test } from "vitest"
import { bucketOfHost, isFromHere } from "./host-rule.ts"

describe("a request", () => {
  test.each([
    ["localhost", undefined],
    ["localhost:9000", undefined],
    ["LOCALHOST:9000", undefined],
    ["127.0.0.1:9000", undefined],
    ["127.8.9.10", undefined],
    ["[::1]:9000", undefined],
    ["my.bucket.localhost:9000", undefined],
    ["localhost", "http://localhost:5173"],
    ["localhost", "http://127.0.0.1:5173"],
    ["localhost", "https://[::1]"],
  ])("to %j from %j is let in", (host, origin) => {
    expect(isFromHere({ host, origin }, "127.0.0.1")).toBe(true)
  })

  test.each([
    [undefined, undefined],
    ["", undefined],
    ["example.com", undefined],
    ["localhost.example.com", undefined],
    ["evillocalhost", undefined],
    ["127.0.0.1.example.com", undefined],
    ["192.168.0.7:9000", undefined],
    ["0.0.0.0", undefined],
    ["localhost:9000@example.com", undefined],
    ["localhost/", undefined],
    ["localhost:x", undefined],
    ["localhost", "null"],
    ["localhost", ""],
    ["localhost", "https://example.com"],
    ["localhost", "http://localhost.example.com"],
    ["localhost", "file://localhost"],
    ["localhost", "http://localhost/path"],
    ["localhost", "http://example.com#localhost"],
  ])("to %j from %j is not", (host, origin) => {
    expect(isFromHere({ host, origin }, "127.0.0.1")).toBe(false)
  })

  test("to a server that was told to listen elsewhere may name that, or a number, and no other name", () => {
    expect(isFromHere({ host: "192.168.0.7:9000" }, "0.0.0.0")).toBe(true)
    expect(isFromHere({ host: "buckets.lan" }, "buckets.lan")).toBe(true)
    expect(isFromHere({ host: "example.com" }, "0.0.0.0")).toBe(false)
  })
})

test("the bucket is what comes before .localhost", () => {
  expect(bucketOfHost("my.bucket.localhost:9000")).toBe("my.bucket")
  expect(bucketOfHost("localhost:9000")).toBeNull()
  expect(bucketOfHost("127.0.0.1")).toBeNull()
})
