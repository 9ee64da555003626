import { rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { makeVisitors, type Visitors } from "./browser/visitors.ts"
import { makeHome } from "./served/home.ts"
import { mapfold, type ServedSite, serveSite } from "./served/serve-site.ts"

// A run of which Step Functions still knows, and whose files are gone: nothing is said of it that nobody can know.

const home = makeHome()
let site: ServedSite
let visitors: Visitors
let run = ""

beforeAll(async () => {
  const [input, output] = [join(home.path, "weather"), join(home.path, "elsewhere")]
  mapfold("sample", "--stations", "10", "--to", input)
  const buckets = ["--input", input, "--output", output, "--dir", home.path]
  run = JSON.parse(mapfold("run", "gsod-hottest", "--year", "2025", ...buckets, "--json")).run
  rmSync(output, { recursive: true })
  site = await serveSite(home.path)
  visitors = await makeVisitors()
})
afterEach(async () => {
  const complaints = [...visitors.complaints()]
  await visitors.leave()
  expect(complaints).toEqual([])
})
afterAll(async () => {
  await visitors.close()
  await site.end()
  home.remove()
})

test.each([
  ["failures", "No failure is known"],
  ["quality", "The report is no longer there"],
  ["result", "The result is no longer there"],
])("of %s without a file nothing is said that nobody knows", async (screen, title) => {
  const page = await visitors.open(`${site.url}/runs/${run}/${screen}`)
  await page.getByRole("heading", { name: title }).waitFor()
  await page.getByRole("link", { name: "To the overview" }).click()
  await page.waitForURL(`${site.url}/runs/${run}`)
})
