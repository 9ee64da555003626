import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { readJson, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
afterAll(remove)

const IMPORTS = `
import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { count } from "@mapfold/core/measures/count"
import * as z from "zod"
`
const job = (name: string, params = "") => `defineJob({
  name: "${name}", version: 1, title: "Counts words", format: csv(),
  params: z.strictObject({ ${params} }), input: () => ({ prefix: "", suffix: ".csv" }),
  record: z.object({ word: text({ column: "word" }) }),
  key: ["word"], measures: { times: count() }, row: (group) => group,
})`

/** Writes a file into the folder and answers its path. */
function write(name: string, source: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
  return path
}

const input = join(folder, "in")
const run = (name: string, file: string, ...flags: string[]) => {
  const output = join(folder, "out", name)
  const buckets = ["--input", input, "--output", output, "--dir", join(folder, "home")]
  return mapfold(["run", name, "--jobs", file, ...buckets, ...flags])
}

beforeAll(() => {
  write("in/a.csv", "word\nyes\nno\nyes\n")
})

describe("--jobs", () => {
  it.each([
    ["TypeScript", "words.ts", `${IMPORTS}const name: string = "words"\nexport default ${job("words")}`],
    [
      "TypeScript beside a package.json without a type",
      "untyped/words.ts",
      `${IMPORTS}export default ${job("words")}`,
    ],
    ["JavaScript", "words.js", `${IMPORTS}export default [${job("words")}, ${job("others")}]`],
    ["a module that imports another", "two.mts", 'import words from "./words.ts"\nexport default [words]'],
  ])("takes jobs of a file anywhere on the disk, in workers too: %s", async (_, name, source) => {
    write("untyped/package.json", "{}")
    write("words.ts", `${IMPORTS}export default ${job("words")}`)
    const ended = await run("words", write(name, source), "--json")
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" })
    const { output, result } = summaryOf(ended, "SUCCEEDED")
    expect(readJson(output, result).rows).toEqual([
      { word: "no", times: 1 },
      { word: "yes", times: 2 },
    ])
  })

  it("gives the file's jobs, and no others, their flags", async () => {
    const file = write(
      "flags.ts",
      `${IMPORTS}export default ${job("words", 'least: z.int().describe("times at least")')}`,
    )
    const listed = await mapfold(["jobs", "--jobs", file])
    expect(listed.stdout).toMatch(
      /^words {2}Counts words\n {2}--least <integer> +times at least \(.*required\)\n$/,
    )
    expect((await mapfold(["run", "words", "--help", "--jobs", file])).stdout).toContain("--least <integer>")
    const other = await mapfold(["run", "gsod-hottest", "--jobs", file])
    expect(other).toMatchObject({ code: 2, stderr: 'mapfold: there is no job "gsod-hottest". Jobs: words\n' })
  })

  it.each([
    ["a file that is not there", null, "there is no such file"],
    [
      "no default export",
      `${IMPORTS}export const words = ${job("words")}`,
      "it has no default export; a job file ends in",
    ],
    ["a function", "export default () => 1", "its default export is a function and no job"],
    ["an empty list", "export default []", "its default export is an empty list"],
    [
      "what no defineJob made",
      'export default { name: "words" }',
      "is an object that defineJob has not made",
    ],
    [
      "a list with something else",
      `${IMPORTS}export default [${job("a")}, "b"]`,
      "number 2 of the list that it exports is a string",
    ],
    [
      "two jobs of one name",
      `${IMPORTS}export default [${job("a")}, ${job("a")}]`,
      'two of its jobs are named "a"',
    ],
    [
      "a module that throws",
      '\n\nthrow new RangeError("not today")',
      "it cannot be loaded: line 3: RangeError: not today",
    ],
    ["a syntax error", "export default {", "it cannot be loaded: line 1: SyntaxError: "],
    [
      "syntax that Node does not strip",
      "\nenum A { B }",
      "it cannot be loaded: line 2: SyntaxError: TypeScript enum is not supported",
    ],
    ["an import that is not there", 'import "./gone.ts"', "it cannot be loaded: Error: Cannot find module"],
    [
      "a job that is not coherent",
      `${IMPORTS}export default ${job("Words")}`,
      'TypeError: job "Words": a name has 1 to 40',
    ],
    [
      "a param that is a flag",
      `${IMPORTS}export default ${job("words", "output: z.string()")}`,
      'a param of job "words" would be a flag',
    ],
  ])("refuses %s", async (what, source, message) => {
    const file = join(folder, `bad-${what.replaceAll(" ", "-")}.ts`)
    if (source !== null) writeFileSync(file, source)
    const ended = await run("words", file)
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).not.toMatch(/^ +at /m)
    expect(ended.stderr.split("\n")).toHaveLength(2)
  })
})
