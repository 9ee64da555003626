import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { makeVisitors, overhang, shownText, type Visitors } from "./browser/visitors.ts"
import { endOf, startRun } from "./served/ask-api.ts"
import { makeHome } from "./served/home.ts"
import { mapfold, type ServedSite, serveSite } from "./served/serve-site.ts"

// Keys, names and lines that somebody wrote who means harm: they are text, wherever they are shown.

const home = makeHome()
let site: ServedSite
let visitors: Visitors
let run = ""

/** Keys of objects without a header, and how they are shown. */
const KEYS: Readonly<Record<string, string>> = {
  "2025/<img src=x onerror=document.title='taken'>.csv":
    "2025/<img src=x onerror=document.title='taken'>.csv",
  "2025/<script>document.title='taken'<script>.csv": "2025/<script>document.title='taken'<script>.csv",
  "2025/..%2F..%2Fetc%2Fpasswd.csv": "2025/..%2F..%2Fetc%2Fpasswd.csv",
  "2025/\u202Evsc.exe.csv": "2025/⟨U+202E⟩vsc.exe.csv",
  "2025/two\nlines\t.csv": "2025/two⟨LF⟩lines⟨TAB⟩.csv",
  '2025/it\'s "quoted" & $(so) \\ on;.csv': '2025/it\'s "quoted" & $(so) \\ on;.csv',
  [`2025/${`${"x".repeat(199)}/`.repeat(4)}y.csv`]: `2025/${`${"x".repeat(199)}/`.repeat(4)}y.csv`,
}
/** The name of the station that wins every month. */
const NAME = "<svg onload=document.title='taken'>\u202E"
const SHOWN_NAME = "<svg onload=document.title='taken'>⟨U+202E⟩"

beforeAll(async () => {
  mapfold("sample", "--stations", "40", "--dir", home.path)
  const input = join(home.path, "input")
  for (const key of Object.keys(KEYS)) {
    mkdirSync(dirname(join(input, key)), { recursive: true })
    writeFileSync(join(input, key), "<b>no</b> header\n1\n")
  }
  writeWinner(join(input, "2025"))
  site = await serveSite(home.path)
  visitors = await makeVisitors()
  run = await startRun(site.url, { year: 2025, tolerate: { objects: "50%", records: "50%" } })
  expect(await endOf(site.url, run)).toMatchObject({
    status: "SUCCEEDED",
    objects: { failed: Object.keys(KEYS).length },
  })
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

/** A station file like the first one, hotter than any and with a name that is none. */
function writeWinner(folder: string): void {
  const [first] = readdirSync(folder).filter((name) => /^\d{11}\.csv$/.test(name))
  const winner = join(folder, "99999999999.csv")
  copyFileSync(join(folder, first!), winner)
  const [header, ...rows] = readFileSync(winner, "utf8").trimEnd().split("\n")
  const hot = rows.map((row) => {
    const cells = row.split('","').with(5, NAME).with(6, " 139.0")
    return cells.join('","')
  })
  writeFileSync(winner, [header, ...hot, '"9","2025-01-01","<i>short</i>"', ""].join("\n"))
}

/** Nothing of what was shown has become part of the page, or has run. */
async function expectUntouched(page: Page): Promise<void> {
  expect(await page.locator("main :is(img, script, iframe, b > i)").count()).toBe(0)
  expect(await page.locator("main svg[onload]").count()).toBe(0)
  expect(await page.title()).toContain("Mapfold")
}

describe("hostile text", () => {
  test("in keys is shown as it is in the failures, with what cannot be seen", async () => {
    const page = await visitors.open(`${site.url}/runs/${run}/failures`)
    const shown = new Set<string>()
    const causes = page.getByRole("navigation", { name: "Causes" }).getByRole("link")
    await causes.first().waitFor()
    for (let at = 0; at < (await causes.count()); at++) {
      await causes.nth(at).click()
      await page.locator(".failed-object bdi").first().waitFor()
      for (const text of await page.locator(".object-head bdi").allTextContents()) shown.add(text)
    }
    expect([...shown]).toEqual(expect.arrayContaining(Object.values(KEYS)))
    await expectUntouched(page)
  })

  test("in keys can be opened, and makes a command that is safe to paste", async () => {
    const page = await visitors.open(site.url)
    for (const [key, shown] of Object.entries(KEYS)) {
      const search = new URLSearchParams({ kind: "object", object: key })
      await page.goto(`${site.url}/runs/${run}/failures?${search}`)
      await page.locator(".object-detail .command").waitFor()
      expect(await page.locator(".failed-object.is-open .object-head bdi").textContent()).toBe(shown)
      expect(await shownText(page.locator(".command"))).toMatch(/^npx mapfold run gsod-hottest --year 2025 /)
      await expectUntouched(page)
      expect(await overhang(page)).toBe(0)
    }
  })

  test("in a batch, in the log and in the result stays text", async () => {
    const page = await visitors.open(`${site.url}/runs/${run}/batches`)
    await page.getByRole("gridcell").focus()
    await page.keyboard.press("Enter")
    await page.locator(".batch-panel .batch-files").waitFor()
    await expectUntouched(page)
    await page.goto(`${site.url}/runs/${run}/logs`)
    await page.locator("ol.log").getByText("<script>").first().waitFor()
    await expectUntouched(page)
    await page.goto(`${site.url}/runs/${run}/result`)
    await page.locator(".places").getByText(SHOWN_NAME).first().waitFor()
    await page.locator("tbody td").getByText(SHOWN_NAME).first().waitFor()
    await expectUntouched(page)
    await page.goto(`${site.url}/runs/${run}/failures?kind=record&name=short-row`)
    await page.locator(".bad-line").getByText("<i>short</i>").first().waitFor()
    await expectUntouched(page)
  })

  test("in an address leads to a page that says so", async () => {
    const page = await visitors.open(`${site.url}/runs/${encodeURIComponent("<img src=x onerror=alert(1)>")}`)
    await page.getByRole("heading", { name: "<img src=x onerror=alert(1)>" }).waitFor()
    await page.getByRole("alert").waitFor()
    await expectUntouched(page)
    await page.goto(`${site.url}/?status=<script>&after=%00`)
    await page.getByRole("heading", { name: "Runs", exact: true }).waitFor()
    await expectUntouched(page)
  })
})
