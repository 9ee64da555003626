import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { axeFindings, makeVisitors, shownText, type Visitors } from "./browser/visitors.ts"
import { takePicture } from "./pictures/take-picture.ts"
import { endOf, startRun } from "./served/ask-api.ts"
import { makeHome } from "./served/home.ts"
import { mapfold, type ServedSite, serveSite } from "./served/serve-site.ts"

// The site by the keyboard alone, and while its connection comes and goes.

const home = makeHome()
let site: ServedSite
let visitors: Visitors
let run = ""

beforeAll(async () => {
  mapfold("sample", "--stations", "60", "--dir", home.path)
  site = await serveSite(home.path)
  visitors = await makeVisitors()
  run = await startRun(site.url, { year: 2025, settings: { batchObjects: 1, concurrency: 4 } })
  expect(await endOf(site.url, run)).toMatchObject({ status: "SUCCEEDED" })
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

describe("the keyboard", () => {
  test("moves through the grid by arrows, opens a batch by Enter and comes back by Escape", async () => {
    const page = await visitors.open(`${site.url}/runs/${run}/batches`)
    const cell = page.getByRole("gridcell")
    await cell.focus()
    const isAt = (place: number) =>
      expect.poll(() => cell.getAttribute("aria-label")).toMatch(new RegExp(`^Batch ${place} of 60: `))
    await isAt(1)
    const columns = Number(await page.getByRole("grid").getAttribute("aria-colcount"))
    for (const [key, place] of [
      ["ArrowRight", 2],
      ["ArrowDown", 2 + columns],
      ["ArrowLeft", 1 + columns],
      ["ArrowUp", 1],
      ["ArrowUp", 1],
      ["End", 60],
    ] as const) {
      await page.keyboard.press(key)
      await isAt(place)
      expect(await cell.evaluate((element) => element === document.activeElement), key).toBe(true)
    }
    await page.keyboard.press("Enter")
    await page.getByRole("complementary", { name: "Batch 60" }).waitFor()
    expect(page.url()).toContain("batch=")
    await page.keyboard.press("Escape")
    await expect.poll(() => page.getByRole("complementary").count()).toBe(0)
    await isAt(60)
    expect(await cell.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  test("tells its shortcuts by a question mark, and goes where they lead", async () => {
    const page = await visitors.open(site.url)
    await page.getByRole("link", { name: run }).first().waitFor()
    await page.keyboard.press("?")
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" })
    await help.waitFor()
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, "shortcuts")
    // A dialog has the keys for itself.
    await page.keyboard.press("n")
    expect(new URL(page.url()).pathname).toBe("/")
    await page.keyboard.press("Escape")
    await expect.poll(() => help.count()).toBe(0)
    await page.keyboard.press("n")
    await page.waitForURL("**/new")
    await page.getByLabel("year").fill("2025")
    await page.keyboard.press("r")
    expect(await page.getByLabel("year").inputValue()).toBe("2025r")
    await page.getByRole("heading", { name: "New run" }).click()
    await page.keyboard.press("r")
    await page.getByRole("heading", { name: "Runs", exact: true }).waitFor()
    await page.getByRole("link", { name: run }).first().click()
    await page.locator(".sentence").waitFor()
    for (const [key, path] of ["", "/batches", "/failures", "/quality", "/result", "/logs"].entries()) {
      await page.keyboard.press(String(key + 1))
      await page.waitForURL(`${site.url}/runs/${run}${path}`)
    }
  })

  test("reaches everything in the order of the page, and shows where it is", async () => {
    const page = await visitors.open(`${site.url}/runs/${run}`)
    await page.locator(".plot svg").first().waitFor()
    const stops: string[] = []
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press("Tab")
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        const isSeen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1
        return { name: element.getAttribute("aria-label") ?? element.textContent ?? "", isSeen }
      })
      expect(stop.isSeen, stop.name).toBe(true)
      stops.push(stop.name)
      if (stop.name === "Copy the input") break
    }
    expect(stops[0]).toBe("Skip to the content")
    const order = [
      "Runs",
      "New run",
      "Keyboard shortcuts",
      "Batches",
      "Logs",
      "All batches",
      "Copy the input",
    ]
    const found = order.map((name) => stops.indexOf(name))
    expect(found, stops.join(", ")).toEqual(found.toSorted((left, right) => left - right))
    expect(found).not.toContain(-1)
  })
})

describe("a lost connection", () => {
  test("is shown over what was known, and mended by itself", async () => {
    const page = await visitors.open(site.url)
    const line = page.getByRole("link", { name: run }).first()
    await line.waitFor()
    const { port } = new URL(site.url)
    await site.end("SIGKILL")
    const banner = page.getByText("The connection is lost.")
    await banner.waitFor({ timeout: 40_000 })
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, "connection-lost")
    expect(await line.count()).toBe(1)
    site = await serveSite(home.path, "--site-port", port)
    await expect.poll(() => banner.count(), { timeout: 40_000 }).toBe(0)
    await line.click()
    await page.locator(".sentence").waitFor()
    expect(await shownText(page.locator(".sentence"))).toMatch(/^60 files in /)
  })

  test("is no reason to start a run twice: what did not go out is said", async () => {
    const page = await visitors.open(`${site.url}/new?request={"year":2025}`)
    const start = page.getByRole("button", { name: "Start the run" })
    await start.waitFor()
    await page.route("**/api/runs", (route) => route.abort("connectionrefused"))
    await start.click()
    await page.getByRole("heading", { name: "The run was not started" }).waitFor()
    await page.unroute("**/api/runs")
    await start.click()
    await page.waitForURL("**/runs/*")
  })
})
