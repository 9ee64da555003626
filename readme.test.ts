import { readdirSync, readFileSync, statSync } from "node:fs"
import { expect, test } from "vitest"

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")

test("the README shows the main job as it is", () => {
  const source = read("packages/core/src/jobs/gsod/hottest.ts").trimEnd()
  expect(read("README.md")).toContain(`\`\`\`ts\n${source}\n\`\`\``)
})

test("the README's links lead to files", () => {
  const links = [...read("README.md").matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(4)
  for (const link of links) expect(read(link).length, link).toBeGreaterThan(0)
})

test("all pictures of the site are shown, and none weighs more than 150 KB", () => {
  const folder = new URL("docs/site/", import.meta.url)
  const pictures = readdirSync(folder).filter((name) => name.endsWith(".png"))
  const shown = [...read("docs/site/README.md").matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, name]) => name!)
  expect(shown.toSorted()).toEqual(pictures.toSorted())
  for (const name of pictures) expect(statSync(new URL(name, folder)).size, name).toBeLessThan(150_000)
})
