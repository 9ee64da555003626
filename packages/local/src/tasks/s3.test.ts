import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { machineOf, runMachine } from "../interpreter/run-machine.fixture.ts"

async function makeWorld(objects: Record<string, string> = {}) {
  const memory = makeMemoryStore("b")
  for (const [key, text] of Object.entries(objects)) {
    await memory.store.put("b", key, new TextEncoder().encode(text))
  }
  const run = (action: string, Arguments: unknown, fields: Record<string, unknown> = {}) => {
    const Resource = `arn:aws:states:::aws-sdk:s3:${action}`
    const task = { Type: "Task", Resource, Arguments, End: true, ...fields }
    return runMachine(machineOf({ T: task, ...(fields.Catch ? { Caught: caught } : {}) }), {}, memory)
  }
  return { ...memory, run }
}
const caught = { Type: "Pass", Output: "{% ['caught', $states.input.Error] %}", End: true }
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

describe("a task of S3", () => {
  it.each(["{% 'many' %}", "{% 1.5 %}", "{% -1 %}", "{% null %}"])("lists no %s keys", async (MaxKeys) => {
    const { run } = await makeWorld({ k: "" })
    expect((await run("listObjectsV2", { Bucket: "b", MaxKeys })).outcome).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining('[The value for the field "MaxKeys" must be a whole number]'),
    })
  })

  it("gets an object's text, with what the SDK says of it", async () => {
    const { run } = await makeWorld({ k: "größe" })
    const { outcome, events } = await run("getObject", { Bucket: "b", Key: "{% 'k' %}" })
    expect(outcome).toStrictEqual({
      status: "SUCCEEDED",
      output: {
        AcceptRanges: "bytes",
        Body: "größe",
        ContentLength: 7,
        ContentType: "binary/octet-stream",
        ETag: '"v1"',
        LastModified: time,
        Metadata: {},
        ServerSideEncryption: "AES256",
      },
    })
    expect(events.map(({ type }) => type).slice(2, 5)).toStrictEqual([
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
    ])
    expect(events[2]!.details).toMatchObject({ resourceType: "aws-sdk:s3", resource: "getObject" })
  })

  it.each([
    ["text as it is", 'a "b"\n', 'a "b"\n'],
    ["anything else as JSON", { a: [1, "{% 1 + 1 %}"] }, '{"a":[1,2]}'],
    ["nothing as nothing", undefined, ""],
  ])("puts %s", async (_, Body, written) => {
    const { run, text } = await makeWorld()
    const { outcome } = await run("putObject", {
      Bucket: "b",
      Key: "k",
      ...(Body === undefined ? {} : { Body }),
    })
    expect(outcome).toMatchObject({ output: { ETag: '"v1"' } })
    expect(text("b", "k")).toBe(written)
  })

  it("copies an object whose key is encoded", async () => {
    const { run, text } = await makeWorld({ "a b/ü": "x" })
    const { outcome } = await run("copyObject", { Bucket: "b", Key: "c", CopySource: "/b/a%20b/%C3%BC" })
    expect(outcome).toMatchObject({ output: { CopyObjectResult: { ETag: '"v2"', LastModified: time } } })
    expect(text("b", "c")).toBe("x")
  })

  it("lists page by page, with what a delimiter ends", async () => {
    const { run } = await makeWorld({ "p/1": "x", "p/d/1": "", "p/d/2": "", "p/e": "", q: "" })
    const list = async (fields: object) => {
      const { outcome } = await run("listObjectsV2", { Bucket: "b", Prefix: "p/", Delimiter: "/", ...fields })
      return (outcome as { output: Record<string, unknown> }).output
    }
    const first = await list({ MaxKeys: 2 })
    expect(first).toStrictEqual({
      CommonPrefixes: [{ Prefix: "p/d/" }],
      Contents: [{ ETag: '"v1"', Key: "p/1", LastModified: time, Size: 1, StorageClass: "STANDARD" }],
      Delimiter: "/",
      IsTruncated: true,
      KeyCount: 2,
      MaxKeys: 2,
      Name: "b",
      NextContinuationToken: expect.any(String),
      Prefix: "p/",
    })
    const rest = await list({ ContinuationToken: first.NextContinuationToken })
    expect(rest).toMatchObject({ IsTruncated: false, KeyCount: 1, Contents: [{ Key: "p/e" }] })
    expect(await list({ StartAfter: "p/e" })).toMatchObject({ KeyCount: 0 })
  })

  it.each([
    [
      "getObject",
      { Bucket: "b", Key: "none" },
      "S3.NoSuchKeyException",
      "The specified key does not exist. (Service: S3, Status Code: 404",
    ],
    [
      "getObject",
      { Bucket: "none", Key: "k" },
      "S3.NoSuchBucketException",
      "The specified bucket does not exist",
    ],
    [
      "copyObject",
      { Bucket: "b", Key: "k", CopySource: "b/none" },
      "S3.NoSuchKeyException",
      "The specified key",
    ],
    ["copyObject", { Bucket: "b", Key: "k", CopySource: "b" }, "S3.S3Exception", "no bucket/key"],
    ["listObjectsV2", { Bucket: "none" }, "S3.NoSuchBucketException", "The specified bucket does not exist"],
    ["putObject", { Bucket: "b", Key: "k", IfNoneMatch: "*" }, "S3.S3Exception", "Status Code: 412"],
    ["getObject", { Bucket: "b", Key: "k", IfMatch: '"other"' }, "S3.S3Exception", "Status Code: 412"],
  ])("fails by AWS's name: %s of %j", async (action, given, error, cause) => {
    const { run } = await makeWorld({ k: "x" })
    const { outcome, types } = await run(action, given)
    expect(outcome).toMatchObject({ status: "FAILED", error, cause: expect.stringContaining(cause) })
    expect(types).toContain("TaskFailed")
    const Catch = [{ ErrorEquals: [error], Next: "Caught" }]
    expect((await run(action, given, { Catch, Next: undefined })).outcome).toMatchObject({
      output: ["caught", error],
    })
  })

  it("does not read what no state can take", async () => {
    const { run, reads } = await makeWorld({ k: "x".repeat(262_145) })
    const { outcome } = await run("getObject", { Bucket: "b", Key: "k" })
    expect(outcome).toStrictEqual({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'aws-sdk:s3' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
    expect(reads).toStrictEqual([])
  })
})
