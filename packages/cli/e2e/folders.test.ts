import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { copyCommand } from "./folders/nobody.ts"
import { withSmallDisk } from "./folders/small-disk.ts"

const { path: folder, remove } = scratch()
const sample = join(folder, "sample")
let own = scratch()

beforeAll(async () => {
  await mapfold(["sample", "--stations", "20", "--to", sample])
})
afterAll(remove)
beforeEach(() => {
  own = scratch()
  chmodSync(own.path, 0o755)
})
afterEach(() => own.remove())

const published = (bucket: string) => keysIn(bucket).filter((key) => key.startsWith("results/"))
const temporary = (bucket: string) => keysIn(bucket).filter((key) => key.includes(".mapfold-tmp-"))

describe("a user who may not do everything", () => {
  let asNobody: ReturnType<typeof copyCommand>
  let input: string
  let output: string
  const NOBODY = 65_534

  beforeAll(() => {
    mkdirSync(join(folder, "command"))
    asNobody = copyCommand(join(folder, "command"))
    chmodSync(folder, 0o755)
  })
  beforeEach(() => {
    input = join(own.path, "in")
    output = make("out")
    make("home")
    mkdirSync(join(input, "2025"), { recursive: true })
    for (const name of readdirSync(join(sample, "2025")).slice(0, 5))
      copyFileSync(join(sample, "2025", name), join(input, "2025", name))
  })

  /** A folder that the user may write into. */
  function make(name: string): string {
    const path = join(own.path, name)
    mkdirSync(path, { recursive: true })
    if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY)
    return path
  }
  /** Nobody may do anything with it, for as long as `use` takes. */
  async function locked<T>(path: string, mode: number, use: () => Promise<T>): Promise<T> {
    if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY)
    chmodSync(path, mode)
    try {
      return await use()
    } finally {
      chmodSync(path, 0o755)
    }
  }
  const run = (...flags: string[]): Promise<Ended> => {
    const places = { "--input": input, "--output": output, "--dir": join(own.path, "home") }
    const others = Object.entries(places).filter(([flag]) => !flags.includes(flag))
    return asNobody(["run", "gsod-hottest", "--year", "2025", ...others.flat(), ...flags])
  }
  const allow = (path: string) => `permission denied; give the user that runs this access to ${path}`

  it("runs the job where all can be read and written", async () => {
    expect(summaryOf(await run("--json"), "SUCCEEDED").objects.processed).toBe(5)
  })

  it("is told of a home that cannot be looked into, not that it has no runs", async () => {
    const home = join(own.path, "home")
    await run()
    const ended = await locked(home, 0o000, () => asNobody(["runs", "--dir", home]))
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(`the state in ${home} cannot be looked at: EACCES: permission denied`)
  })

  it("is told of an input folder that cannot be read", async () => {
    const ended = await locked(input, 0o000, () => run())
    const stderr = `mapfold: --input: ${input} cannot be read: ${allow(input)}\n`
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr })
  })

  it("is told of a folder in the input that cannot be listed", async () => {
    const year = join(input, "2025")
    const ended = await locked(year, 0o000, () => run())
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain(
      `failed: States.ItemReaderFailed: ${year}/ cannot be listed: ${allow(year)}`,
    )
    expect(keysIn(output).filter((key) => key.startsWith("results/"))).toEqual([])
  })

  it("is told of an object that cannot be read, and gets the others' result where that is tolerated", async () => {
    const name = readdirSync(join(input, "2025"))[0]!
    const file = join(input, "2025", name)
    const [failed, tolerated] = await locked(file, 0o000, async () => [
      await run(),
      await run("--tolerate-objects", "1", "--json"),
    ])
    expect(failed).toMatchObject({ code: 1, stdout: "" })
    expect(failed!.stderr).toContain(
      `1 of 5 objects failed (tolerated: 0):\n  ${file} cannot be read: ${allow(file)}`,
    )
    const summary = summaryOf(tolerated!, "SUCCEEDED")
    expect(summary).toMatchObject({ complete: false, objects: { processed: 4, failed: 1 } })
    rmSync(file)
    const { rows } = readJson(output, summary.result)
    expect(rows).toEqual(readJson(output, summaryOf(await run("--json"), "SUCCEEDED").result).rows)
  })

  it.each(["--output", "--dir"])(
    "is told of a folder for %s that cannot be written or made",
    async (flag) => {
      const path = make("locked")
      const [there, below] = await locked(path, 0o555, async () => [
        await run(flag, path),
        await run(flag, join(path, "new")),
      ])
      for (const [ended, wanted] of [
        [there!, path],
        [below!, join(path, "new")],
      ] as const) {
        const stderr = `mapfold: ${flag}: ${wanted} cannot be written: ${allow(wanted)}\n`
        expect(ended).toMatchObject({ code: 2, stdout: "", stderr })
      }
    },
  )

  it.each([
    ["runs", "failed: States.ResultWriterFailed: "],
    ["results", "failed: StoreFailed: "],
  ])(
    "is told of a folder %s in the output that cannot be written, and nothing is published",
    async (name, error) => {
      const ended = await locked(make(`out/${name}`), 0o555, () => run())
      expect(ended).toMatchObject({ code: 1, stdout: "" })
      expect(ended.stderr).toContain(error)
      expect(ended.stderr).toContain(`${join(output, name)}/`)
      expect(ended.stderr).toContain(
        " cannot be written: permission denied; give the user that runs this access",
      )
      expect({ published: published(output), temporary: temporary(output) }).toEqual({
        published: [],
        temporary: [],
      })
    },
  )
})

describe("a full disk", () => {
  const disk = join(folder, "disk")
  const fewer = join(folder, "fewer")
  const contentOf = (output: string) =>
    Object.fromEntries(published(output).map((key) => [key, readFileSync(join(output, key), "utf8")]))
  const run = (output: string, home: string, input = sample) => {
    const buckets = ["--input", input, "--output", output, "--dir", home]
    return mapfold(["run", "gsod-hottest", "--year", "2025", ...buckets, "--batch-objects", "5"])
  }

  beforeAll(async () => {
    await mapfold(["sample", "--stations", "19", "--seed", "2", "--to", fewer])
  })

  // From the batches to the last file of the result: each size is full at another one.
  it.each([4, 44, 48, 56, 60, 64, 68])(
    "of %i KB for the output ends the run, and leaves no half result",
    async (size) => {
      await withSmallDisk(disk, size, async () => {
        const ended = await run(join(disk, "out"), join(own.path, "home"))
        expect(ended).toMatchObject({ code: 1, stdout: "" })
        expect(ended.stderr).toMatch(
          / cannot be written: no space left on the disk of \S+; free some, or choose another folder$/m,
        )
        expect(ended.stderr).not.toMatch(/^ +at /m)
        const left = keysIn(join(disk, "out"))
        expect(left.filter((key) => key.startsWith("results/") || key.includes(".mapfold-tmp-"))).toEqual([])
        // What the report says is true, where there was room for one.
        for (const report of left.filter((key) => key.endsWith("/report.json")))
          expect(readJson(disk, "out", report)).toMatchObject({ objects: { listed: 20 } })
      })
    },
  )

  it.each([116, 124])("of %i KB leaves a result that stood there, and its pointer", async (size) => {
    await withSmallDisk(disk, size, async () => {
      const [output, home] = [join(disk, "out"), join(own.path, "home")]
      expect((await run(output, home)).code).toBe(0)
      const before = contentOf(output)
      expect((await run(output, home, fewer)).code).toBe(1)
      expect(contentOf(output)).toEqual(before)
    })
  })

  it.each([4, 120, 160])("of %i KB for the state says so, and what to do", async (size) => {
    await withSmallDisk(disk, size, async () => {
      const ended = await run(join(own.path, "out"), join(disk, "home"))
      expect(ended.stdout).toBe("")
      expect(ended.code).toBeGreaterThan(0)
      expect(ended.stderr).toContain("is full; free some space, or choose another folder for it (--dir)\n")
      expect(published(join(own.path, "out"))).toEqual([])
    })
  })
})
