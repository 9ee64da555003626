import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { countClicks } from "./browser/clicks.ts"
import { makeVisitors, shownText, type Visitors } from "./browser/visitors.ts"
import { makeHome } from "./served/home.ts"
import { type ServedSite, serveSite } from "./served/serve-site.ts"
import { type Spoiled, type TroubledYear, WORDY_LINES, writeTroubledYear } from "./served/weather.ts"

// What somebody does with the site who has files, some of them bad, and wants an answer.

const home = makeHome()
let visitors: Visitors
let site: ServedSite

beforeAll(async () => {
  visitors = await makeVisitors()
})
afterEach(async () => {
  const complaints = [...visitors.complaints()]
  await visitors.leave()
  await site.end()
  expect(complaints).toEqual([])
})
afterAll(async () => {
  await visitors.close()
  home.remove()
})

const tab = (page: Page, name: string | RegExp) =>
  page.getByRole("navigation", { name: "Views of this run" }).getByRole("link", { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name })

/** The state that the head of the run's page tells. */
async function stateIs(page: Page, state: string): Promise<void> {
  await page
    .getByRole("banner")
    .or(page.locator(".run-head"))
    .getByText(state, { exact: true })
    .first()
    .waitFor()
}

/** Fills the form, looks at the plan and starts the run; answers its name when its page is there. */
async function startFromForm(page: Page, fill: (page: Page) => Promise<void>): Promise<string> {
  await fill(page)
  await page.getByRole("button", { name: "Show the plan" }).click()
  await page.getByRole("button", { name: "Start the run" }).click()
  await page.waitForURL("**/runs/*")
  return decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1)!)
}

describe("a year with bad files", () => {
  let year: TroubledYear
  beforeAll(() => {
    year = writeTroubledYear(join(home.path, "weather"), 240)
  })

  test("is run from the form, looked into, mended and repaired, without leaving the page", async () => {
    const folder = join(home.path, "weather")
    site = await serveSite(folder)
    const page = await visitors.open(site.url)
    await heading(page, "No run so far").waitFor()
    // Nothing to choose from, and nothing to be seen at a glance.
    expect(await page.getByRole("navigation", { name: "Only runs that are" }).count()).toBe(0)
    expect(await page.locator(".strip").count()).toBe(0)

    // Small batches: no field of the form, and kept from an address that says so.
    const settings = JSON.stringify({ year: 2024, settings: { batchObjects: 8 } })
    await page.goto(`${site.url}/new?request=${encodeURIComponent(settings)}`)
    const run = await startFromForm(page, async () => {
      await page.getByLabel("year").fill("2125")
      await page.getByRole("button", { name: "Show the plan" }).click()
      await page.getByText("The largest that the job takes is 2100.").waitFor()
      await page.getByLabel("year").fill("2025")
      await page.getByLabel("Failed objects").fill("5")
      await page.getByLabel("Rejected records").fill("1%")
    })
    await heading(page, "The result is partial").waitFor()
    await stateIs(page, "succeeded")
    expect(await shownText(page.locator(".sentence"))).toMatch(/^240 files in .*, 2 failed, /)
    // What took the time, and the rows over it, are told by the report.
    await page.getByText("30 batches, many at once, took").waitFor()
    await page.getByRole("img", { name: /^Rows a second over the time of the run: \S+ at most$/ }).waitFor()

    await findsBadLine(page, run, year)
    await findsBadRows(page, run, year)
    await page.goto(`${site.url}/runs/${run}/result`)
    await page.getByText("Partial", { exact: true }).waitFor()

    for (const { file, sound } of Object.values(year) as Spoiled[]) writeFileSync(file, sound)
    await page.getByRole("link", { name: "Repair", exact: true }).click()
    await page.getByRole("dialog", { name: "Repair this run?" }).waitFor()
    await page.getByRole("button", { name: "Start the repair" }).click()
    await page.getByRole("link", { name: run }).waitFor()
    await stateIs(page, "succeeded")
    expect(page.url()).not.toContain(run)
    await tab(page, "Result").click()

    const table = page.getByRole("region", { name: "The result, 12 rows" })
    await table.waitFor()
    expect(await page.getByText("Partial", { exact: true }).count()).toBe(0)
    const answer = JSON.parse(
      readFileSync(join(folder, "output/results/gsod-hottest/year=2025/result.json"), "utf8"),
    ) as { readonly complete: boolean; readonly rows: readonly { readonly station: string }[] }
    expect(answer.complete).toBe(true)
    const stations = await table.locator("tbody td:nth-child(6)").allInnerTexts()
    expect(stations).toEqual(answer.rows.map(({ station }) => station))

    // Days of the mended files are in it now, which were missing before.
    await page.getByRole("combobox", { name: "Compare with" }).selectOption(run)
    await page.getByText(`rows differ from ${run}.`).waitFor()
    await page.locator(".was").filter({ hasText: /^\+\d/ }).first().waitFor()
    expect(page.url()).toContain(`with=${run}`)
  })

  /** From the run's page by way of the batches to why an object failed. */
  async function findsBadLine(page: Page, run: string, { headless }: TroubledYear): Promise<void> {
    await page.goto(`${site.url}/runs/${run}`)
    const clicks = await countClicks(page)
    await tab(page, "Batches").click()
    await clickTroubledCell(page)
    await page
      .locator(".batch-panel")
      .getByRole("link", { name: `Show in failures: ${headless.key}` })
      .click()
    await page
      .getByRole("region", { name: "Why" })
      .getByText('line 1: the header has no column "TEMP"')
      .waitFor()
    expect(await clicks()).toBeLessThanOrEqual(3)
    await page.getByText(`--only=${headless.key}`).waitFor()
    const pasted = paste(await shownText(page.locator(".command")), join(home.path, "weather"))
    expect(pasted).toContain(`${headless.key} line 1: the header has no column "TEMP"`)
  }

  /** From the run's page by way of the failures to the rows themselves. */
  async function findsBadRows(page: Page, run: string, { wordy }: TroubledYear): Promise<void> {
    await page.goto(`${site.url}/runs/${run}`)
    const clicks = await countClicks(page)
    await tab(page, /^Failures/).click()
    await page
      .getByRole("navigation", { name: "Causes" })
      .getByRole("link", { name: /records rejected number/ })
      .click()
    await page.locator("mark").nth(2).waitFor()
    expect(await clicks()).toBeLessThanOrEqual(3)
    expect(await page.locator("mark").allInnerTexts()).toEqual(['"warm"', '"warm"', '"warm"'])
    expect(await page.locator(".line-number").allInnerTexts()).toEqual(WORDY_LINES.map(String))
    await page.getByRole("button", { name: wordy.key }).waitFor()
  }
})

/** What a command says that is pasted into a shell where npx finds `mapfold`. */
function paste(command: string, folder: string): string {
  expect(command).toMatch(/^npx mapfold run /)
  const { stdout, stderr } = spawnSync("bash", ["-c", command.replace(/^npx /, "")], {
    ...{ cwd: folder, encoding: "utf8", timeout: 60_000 },
    env: { ...process.env, PATH: `${BINARIES}:${process.env.PATH}` },
  })
  return stdout + stderr
}

const BINARIES = fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url))

/** Looks for the first cell that is marked, as the pointer reads it, and clicks there. */
async function clickTroubledCell(page: Page): Promise<void> {
  const grid = page.getByRole("grid")
  await page.getByText("with failures inside").waitFor()
  const { x, y, width, height } = (await grid.boundingBox())!
  for (let down = STEP / 2; down < height; down += STEP)
    for (let across = STEP / 2; across < width; across += STEP) {
      await page.mouse.move(x + across, y + down)
      const words = await shownText(page.locator(".cell-words").first())
      if (words.includes("Objects or records of it failed.")) return page.mouse.click(x + across, y + down)
    }
  throw new Error("no cell of the grid says that something failed in it")
}

/** Pixels: half a cell. */
const STEP = 13

describe("a run whose reducer crashed", () => {
  test("is redriven when the reducer is mended, with what its batches came to", async () => {
    const folder = join(home.path, "colours")
    mkdirSync(join(folder, "input/wall"), { recursive: true })
    for (let file = 0; file < 30; file++)
      writeFileSync(join(folder, `input/wall/${file}.csv`), `colour\n${file % 2 === 0 ? "red" : "blue"}\n`)
    const broken = join(folder, "BROKEN")
    writeFileSync(broken, "")
    const jobs = fileURLToPath(new URL("./served/crashing-job.fixture.ts", import.meta.url))
    site = await serveSite(folder, "--jobs", jobs)
    const page = await visitors.open(site.url)

    await page.getByRole("link", { name: "New run" }).first().click()
    await startFromForm(page, () => page.getByLabel("folder").fill("wall"))
    await heading(page, /^The run failed in Reduce: JobCodeFailed/).waitFor()
    await page
      .getByText(/its row function failed: TypeError: Cannot read/)
      .first()
      .waitFor()
    await tab(page, "Result").click()
    await heading(page, "There is no result yet").waitFor()

    const onlooker = await visitors.open(page.url())
    await heading(onlooker, "There is no result yet").waitFor()

    await onlooker.clock.install()
    await onlooker.goto(site.url)
    await onlooker.getByText("JobCodeFailed", { exact: true }).waitFor()
    await onlooker.goBack()
    await heading(onlooker, "There is no result yet").waitFor()

    rmSync(broken)
    await page.getByRole("link", { name: "Redrive", exact: true }).click()
    const question = page.getByRole("dialog", { name: "Redrive this run?" })
    await question.getByText("with Reduce alone").waitFor()
    await question.getByRole("button", { name: "Redrive the run" }).click()
    await stateIs(page, "succeeded")
    await tab(page, "Result").click()
    const table = page.getByRole("region", { name: "The result, 2 rows" })
    await table.waitFor()
    expect((await table.locator("tbody tr").allInnerTexts()).map((row) => row.split(/\s+/))).toEqual([
      ["blue", "15"],
      ["red", "15"],
    ])
    // Whoever looks at a page of the ended run sees within half a minute that somebody else has redriven it.
    await onlooker.clock.fastForward(31_000)
    await onlooker.getByRole("region", { name: "The result, 2 rows" }).waitFor()
    await page.getByRole("link", { name: "Mapfold" }).click()
    await page.getByText("redriven once").waitFor()
  })
})
