import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { axeFindings, makeVisitors, shownText, type Visitors } from "./browser/visitors.ts"
import { measureFirstLoad } from "./measure/first-load.ts"
import { takePicture } from "./pictures/take-picture.ts"
import { endOf, startRun } from "./served/ask-api.ts"
import { makeHome } from "./served/home.ts"
import { MANY_YEAR, writeManyObjects } from "./served/many-objects.ts"
import { type ServedSite, serveSite } from "./served/serve-site.ts"

// A run with a batch for each of 10,000 objects, 10 of which fail, while it runs and when it has ended.

const home = makeHome()
let site: ServedSite
let visitors: Visitors
let run = ""

beforeAll(async () => {
  writeManyObjects(home.path, 10_000, 1_000)
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

/** Milliseconds; half a minute where nothing else runs. */
const RUN = 150_000

/** They come a page at a time. */
async function allLoaded(page: Page): Promise<void> {
  // how many there are is known before they all are
  await page
    .getByRole("navigation", { name: "Batches by state" })
    .getByRole("link", { name: /^10,000 succeeded$/ })
    .waitFor()
  await page.getByText("10 of them with failures inside").waitFor()
}

describe("10,000 batches", () => {
  test("are watched while they run", { timeout: RUN }, async () => {
    const request = {
      year: MANY_YEAR,
      tolerate: { objects: 100 },
      settings: { batchObjects: 1, concurrency: 40 },
    }
    run = await startRun(site.url, request)
    const page = await visitors.open(`${site.url}/runs/${run}`)
    const sentence = page.locator(".sentence")
    await expect.poll(() => shownText(sentence), { timeout: 30_000 }).toMatch(/^[\d,]+ of [\d,]+ files, /)
    await page.getByRole("link", { name: "Batches", exact: true }).click()
    const succeeded = page
      .getByRole("navigation", { name: "Batches by state" })
      .getByRole("link", { name: /succeeded/ })
    const counts = new Set<string>()
    await expect
      .poll(async () => counts.add(await shownText(succeeded)).size, { timeout: RUN })
      .toBeGreaterThan(2)
    expect(await endOf(site.url, run)).toMatchObject({
      status: "SUCCEEDED",
      objects: { listed: 10_000, processed: 9_990, failed: 10 },
    })
    await allLoaded(page)
  })

  test("are walked through by keys, opened, and listed, with few elements on the page", async () => {
    const page = await visitors.open(`${site.url}/runs/${run}/batches`)
    await allLoaded(page)
    expect(await page.locator("*").count()).toBeLessThan(600)
    await takePicture(page, "ten-thousand")
    const cell = page.getByRole("gridcell")
    await cell.focus()
    await page.keyboard.press("End")
    await expect
      .poll(() => cell.getAttribute("aria-label"))
      .toMatch(/^Batch 10,000 of 10,000: succeeded, 1 object, /)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    const panel = page.getByRole("complementary", { name: /^Batch 9,\d{3}$/ })
    await panel
      .getByText(/^2024\/\d{5}\.csv$/)
      .first()
      .waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press("Escape")
    await page.getByRole("link", { name: "table", exact: true }).click()
    await page.locator("main tbody td").first().waitFor()
    expect(await page.locator("main tbody tr").count()).toBeLessThan(200)
    expect(await page.locator("*").count()).toBeLessThan(2_000)
  })

  test("are asked for as pages of the list of executions alone", async () => {
    const page = await visitors.open(site.url)
    const asked: string[] = []
    page.on("request", (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${site.url}/runs/${run}/batches`)
    await allLoaded(page)
    const paths = asked.filter((path) => path.startsWith("/api/runs/"))
    expect(paths.filter((path) => path === `/api/runs/${run}/batches`).length).toBeLessThanOrEqual(25)
    expect(paths.filter((path) => path.includes("/batches/"))).toEqual([])
  })
})

describe("the first page", () => {
  test("loads at most 200 KB", async () => {
    const { total, byKind } = await visitors.measure((browser) => measureFirstLoad(browser, site.url))
    expect(byKind.script).toBeGreaterThan(10_000)
    expect(total).toBeLessThanOrEqual(200_000)
  })
})
