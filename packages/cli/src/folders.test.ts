import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { checkFolders, locateFolders } from "./folders.ts"

let root = ""

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mapfold-folders-"))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

describe("locateFolders", () => {
  it("takes the buckets from the home where no flag names them", () => {
    const folders = { home: "/a/home", input: "/a/home/input", output: "/a/home/output" }
    expect(locateFolders({ dir: "/a/home" })).toEqual(folders)
    expect(locateFolders({ dir: "/a/home", input: "/in" })).toEqual({ ...folders, input: "/in" })
  })
})

describe("a place in S3", () => {
  it("is named by its address, and nothing else that has a scheme is a folder", () => {
    const { input, output } = locateFolders({ dir: "/a", input: "s3://inn/x", output: "s3" })
    expect(input).toEqual({ kind: "s3", bucket: "inn", prefix: "x/" })
    expect(output).toMatch(/\/s3$/)
    for (const wrong of ["s3:in", "s3://", "https://in/x", "gs://in"])
      expect(() => locateFolders({ dir: "/a", input: wrong })).toThrow(
        `--input: "${wrong}" is neither a folder nor a bucket; name a folder, or a place in S3`,
      )
  })

  it.each([
    ["s3://bbb", "s3://bbb", "are the same place, s3://bbb/: choose another"],
    [
      "s3://bbb",
      "s3://bbb/2025/out",
      "lies where the job looks for its objects, in s3://bbb/2025/: choose a place",
    ],
    [
      "s3://bbb/in",
      "s3://bbb/in/2025",
      "lies where the job looks for its objects, in s3://bbb/in/2025/: choose a place",
    ],
  ])("is refused where the job would find what is written: %s and %s", (input, output, message) => {
    const flags = { dir: join(root, "home"), input, output }
    expect(() => checkFolders(locateFolders(flags), flags, "2025/")).toThrow(message)
  })

  it.each([
    ["s3://bbb", "s3://bbb/out"],
    ["s3://bbb/in", "s3://bbb"],
    ["s3://bbb/in", "s3://ccc/in/2025"],
  ])("may lie beside the other: %s and %s", (input, output) => {
    const flags = { dir: join(root, "home"), input, output }
    expect(() => checkFolders(locateFolders(flags), flags, "2025/")).not.toThrow()
  })
})

describe("checkFolders", () => {
  function check(flags: { dir?: string; input?: string; output?: string } = {}, prefix = "2025/"): void {
    const options = { dir: join(root, "home"), ...flags }
    checkFolders(locateFolders(options), options, prefix)
  }

  it("makes the home and the output", () => {
    mkdirSync(join(root, "in"))
    check({ input: join(root, "in"), output: join(root, "out/deep") })
    expect(statSync(join(root, "home")).isDirectory()).toBe(true)
    expect(statSync(join(root, "out/deep")).isDirectory()).toBe(true)
  })

  it("says what to do where there is no input", () => {
    expect(() => check()).toThrow(
      `--input: there is no folder ${root}/home/input; name one with --input, or make`,
    )
    expect(() => check({ input: join(root, "gone") })).toThrow(`--input: there is no folder ${root}/gone`)
  })

  it("refuses a file as input and as output", () => {
    writeFileSync(join(root, "file"), "")
    mkdirSync(join(root, "in"))
    expect(() => check({ input: join(root, "file") })).toThrow("is not a folder")
    expect(() => check({ input: join(root, "in"), output: join(root, "file") })).toThrow("--output: ")
  })

  it("refuses one folder as both buckets", () => {
    expect(() => check({ input: root, output: root })).toThrow("are the same folder")
  })

  it("refuses an output where the job looks for its objects, and takes one beside them", () => {
    const output = join(root, "2025/out")
    expect(() => check({ input: root, output })).toThrow(
      `--output: ${output} lies where the job looks for its objects, in ${root}/2025/: choose a folder outside`,
    )
    expect(() => check({ input: root, output: join(root, "2025") })).toThrow("--output: ")
    expect(() => check({ input: root, output: join(root, "out") }, "")).toThrow("--dir: ")
    expect(() =>
      check({ input: root, dir: join(root, "..", "home"), output: join(root, "out") }, ""),
    ).toThrow("--output: ")
    expect(() => check({ input: join(root, "home/2025"), output: join(root, "home/out") }, "")).toThrow(
      "there is no folder",
    )
    expect(() => check({ input: root, output: join(root, "out") })).not.toThrow()
    expect(() => check({ input: root, output: join(root, "2025-out") })).not.toThrow()
  })
})
