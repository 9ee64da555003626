import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"

const ROOT = fileURLToPath(new URL("../../..", import.meta.url))
const page = readFileSync(join(ROOT, "docs/write-a-job.md"), "utf8")
const { path: folder, remove } = scratch()
afterAll(remove)

type Block = { readonly language: string; readonly file: string; readonly text: string }

const blocks = [...page.matchAll(/^```(\w+) ?([^\n]*)\n(.*?)^```$/gms)].map(
  ([, language, file, text]): Block => {
    return { language: language!, file: file!, text: text! }
  },
)
const excerpts = blocks.filter(({ language }) => language === "ts")
const consoles = blocks.filter(({ language }) => language === "console")

/** A command of the page and the lines that it prints; `…` stands for lines left out. */
const commands = consoles.flatMap(({ text }) =>
  text
    .split(/^\$ /m)
    .filter((part) => part.startsWith("npx mapfold "))
    .map((part) => {
      const [command, ...lines] = part
        .trimEnd()
        .replace(/^npx mapfold /, "")
        .split("\n")
      return { args: command!.split(" "), shown: lines.join("\n") }
    }),
)

/** What is another number each time: sizes, which a compressor decides, times, and the name of a run. */
function steady(text: string): string {
  return text
    .replace(/\d[\d,.]* MB/g, "# MB")
    .replace(/in [\d.]+ m?s \(/g, "in # s (")
    .replace(/-\d{8}T\d{6}-[a-z0-9]{4}/g, "-#")
}

describe("docs/write-a-job.md", () => {
  it.each(excerpts)("shows $file as it is", ({ file, text }) => {
    expect(readFileSync(join(ROOT, file), "utf8")).toContain(text)
  })

  it("shows the record, the reference and the job, and a job of one's own", () => {
    expect(excerpts.map(({ file }) => file.split("/").at(-1))).toEqual([
      "record.ts",
      "services.ts",
      "web-logs.ts",
      "sales.ts",
    ])
  })

  it("shows what the commands print", async () => {
    expect(commands).toHaveLength(3)
    const [, csv = ""] = /^\$ cat in\/sales\/shop-1\.csv\n(.*?)^\$/ms.exec(page) ?? []
    mkdirSync(join(folder, "in/sales"), { recursive: true })
    writeFileSync(join(folder, "in/sales/shop-1.csv"), csv)
    writeFileSync(join(folder, "sales.ts"), excerpts.at(-1)!.text)
    for (const { args, shown } of commands) {
      const ended = await mapfold(args, { cwd: folder })
      expect(ended).toMatchObject({ code: 0, stderr: "" })
      const printed = steady(ended.stdout)
      for (const part of steady(shown).split("\n…\n")) expect(printed).toContain(part)
    }
  })

  it("links to files that are there", () => {
    for (const [, path] of page.matchAll(/\]\(\.\.\/([^)#]+)\)/g)) {
      expect(() => readFileSync(join(ROOT, path!))).not.toThrow("ENOENT")
    }
  })
})
