import type { FailedObjectPage } from "@mapfold/core/status/failure-view"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { en } from "../src/i18n/en.ts"
import { ptBR } from "../src/i18n/pt-BR.ts"
import { axeFindings, makeVisitors, overhang, shownText, type Visitors } from "./browser/visitors.ts"
import { takePicture } from "./pictures/take-picture.ts"
import { endOf, startRun } from "./served/ask-api.ts"
import { makeHome } from "./served/home.ts"
import { mapfold, type ServedSite, serveSite } from "./served/serve-site.ts"
import { type TroubledYear, writeTroubledYear } from "./served/weather.ts"

// Every screen of real runs: one with failures that were tolerated, one that failed over them, one of another job.

const home = makeHome()
let site: ServedSite
let visitors: Visitors
let year: TroubledYear
/** A batch with a failed object. */
let batch = ""
const runs = { failed: "", partial: "", logs: "" }

beforeAll(async () => {
  year = writeTroubledYear(home.path, 1_200)
  mapfold("sample", "web-logs", "--dir", home.path)
  site = await serveSite(home.path)
  visitors = await makeVisitors()
  const settings = { batchObjects: 4, concurrency: 8 }
  const tolerate = { objects: 5, records: "0.1%" }
  const ends = {
    failed: await finish({ year: 2025, settings }),
    logs: await finish({ job: "web-logs", day: "2025-06-01", settings }),
    partial: await finish({ year: 2025, tolerate, settings }),
  }
  expect(Object.values(ends).map(({ status }) => status)).toEqual(["FAILED", "SUCCEEDED", "SUCCEEDED"])
  Object.assign(runs, Object.fromEntries(Object.entries(ends).map(([name, { run }]) => [name, run])))
  const query = new URLSearchParams({ kind: "object", name: "MissingColumn" })
  const failed = await fetch(`${site.url}/api/runs/${runs.partial}/failures/objects?${query}`)
  batch = ((await failed.json()) as FailedObjectPage).objects[0]?.child ?? ""
  expect(batch).not.toBe("")
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

async function finish(request: unknown) {
  return endOf(site.url, await startRun(site.url, request))
}

type Screen = {
  readonly name: string
  address(): string
  /** What is there when all of it is, in any language. */
  readonly ready: string
}

const SCREENS: readonly Screen[] = [
  { name: "runs", address: () => "/", ready: "main tbody tr:nth-child(3) a" },
  {
    name: "new-run",
    address: () => `/new?request={"year":2025,"tolerate":{"objects":5}}`,
    ready: ".plan dd",
  },
  { name: "run", address: () => `/runs/${runs.partial}`, ready: ".plot >> nth=1 >> svg" },
  { name: "run-failed", address: () => `/runs/${runs.failed}`, ready: ".plot >> nth=1 >> svg" },
  { name: "run-question", address: () => `/runs/${runs.partial}?confirm=repair`, ready: "dialog[open]" },
  {
    name: "batches",
    address: () => `/runs/${runs.partial}/batches?batch=${batch}`,
    ready: ".batch-panel .log-lines li",
  },
  {
    name: "batches-table",
    address: () => `/runs/${runs.partial}/batches?view=table`,
    ready: "main tbody td",
  },
  {
    name: "failures",
    address: () => `/runs/${runs.partial}/failures`,
    ready: ".object-detail .log-lines li",
  },
  {
    name: "failures-rows",
    address: () => `/runs/${runs.partial}/failures?kind=record&name=number`,
    ready: "mark >> nth=2",
  },
  { name: "quality", address: () => `/runs/${runs.partial}/quality`, ready: "#sums-title" },
  { name: "result", address: () => `/runs/${runs.partial}/result`, ready: ".map-views .plot svg" },
  { name: "logs", address: () => `/runs/${runs.partial}/logs`, ready: "ol.log li" },
  { name: "web-logs-run", address: () => `/runs/${runs.logs}`, ready: ".plot >> nth=1 >> svg" },
  { name: "web-logs-batches", address: () => `/runs/${runs.logs}/batches`, ready: "[role=gridcell]" },
  { name: "web-logs-failures", address: () => `/runs/${runs.logs}/failures`, ready: ".empty" },
  { name: "web-logs-quality", address: () => `/runs/${runs.logs}/quality`, ready: "#sums-title" },
  { name: "web-logs-result", address: () => `/runs/${runs.logs}/result`, ready: ".plot svg" },
  { name: "nowhere", address: () => "/nowhere", ready: ".empty" },
]
const ofName = (name: string) => SCREENS.find((screen) => screen.name === name)!

async function show(page: Page, { address, ready }: Screen): Promise<void> {
  await page.goto(site.url + address())
  await page.locator(ready).first().waitFor()
}

describe("every screen", () => {
  test.each(SCREENS)("$name: axe finds nothing in it, light or dark", async (screen) => {
    const page = await visitors.open(site.url, { theme: "light" })
    await show(page, screen)
    expect(await page.title()).toMatch(/^.+ · Mapfold$/)
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1)
    expect(await axeFindings(page)).toEqual([])
    await takePicture(page, screen.name)
    await page.emulateMedia({ colorScheme: "dark" })
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark")
    // A theme is colours alone: what is not of colours was looked at in the light.
    expect(await axeFindings(page, OF_COLOURS)).toEqual([])
    if (IN_THE_DARK.includes(screen.name)) await takePicture(page, `${screen.name}-dark`)
  })

  test.each(["en", "pt-BR"] as const)("fits a window of 375 pixels and speaks %s alone", async (language) => {
    const page = await visitors.open(site.url, { width: 375, height: 700, language })
    for (const screen of SCREENS) {
      await show(page, screen)
      expect(await overhang(page), screen.name).toBe(0)
      const lines = (await shownText(page.locator("body"))).split("\n").map((line) => line.trim())
      expect(
        lines.filter((line) => OF_THE_OTHER[language].has(line)),
        screen.name,
      ).toEqual([])
      if (screen.name === "run" && language === "en") await takePicture(page, "run-small")
      if (screen.name === "batches" && language === "pt-BR") await takePicture(page, "batches-small-pt")
    }
  })
})

const OF_COLOURS = ["color-contrast", "link-in-text-block"]

/** All texts of a language that are shown as they are, without a value in them. */
function textsIn(texts: object): string[] {
  return Object.values(texts).flatMap((value: unknown) => {
    if (typeof value === "string") return value.includes("{{") ? [] : [value]
    return typeof value === "object" && value !== null ? textsIn(value) : []
  })
}

const [ENGLISH, PORTUGUESE] = [new Set(textsIn(en)), new Set(textsIn(ptBR))]
/** Texts that only somebody else may be told. */
const OF_THE_OTHER = { en: PORTUGUESE.difference(ENGLISH), "pt-BR": ENGLISH.difference(PORTUGUESE) }

/** Screens of which there is a picture in the dark too. */
const IN_THE_DARK = ["run", "batches", "result"]

describe("Portuguese", () => {
  test("is what a Brazilian browser is spoken to, with its numbers and dates", async () => {
    const page = await visitors.open(site.url, { language: "pt-BR" })
    await page.getByRole("heading", { name: "Execuções", exact: true }).waitFor()
    expect(await page.locator("html").getAttribute("lang")).toBe("pt-BR")
    await show(page, ofName("quality"))
    await takePicture(page, "quality-pt")
    expect(await shownText(page.locator("main"))).toMatch(/403\.\d{3}/)
    await show(page, ofName("run"))
    expect(await shownText(page.locator("main"))).toMatch(/\d+ de \S+ de 20\d\d/)
  })

  test("is chosen at the top of any page, and kept", async () => {
    const page = await visitors.open(site.url)
    await page.getByRole("combobox", { name: "Language" }).selectOption("pt-BR")
    await page.getByRole("link", { name: "Nova execução" }).first().waitFor()
    await page.reload()
    await page.getByRole("heading", { name: "Execuções", exact: true }).waitFor()
  })
})

describe("the second job", () => {
  test("has its own chart and columns, and no map", async () => {
    const page = await visitors.open(site.url)
    await show(page, ofName("web-logs-result"))
    const table = page.getByRole("region", { name: /^The result, / })
    for (const column of ["Service", "Requests", "Error rate"])
      await table.getByRole("columnheader", { name: column }).waitFor()
    expect(await table.getByRole("row").count()).toBeGreaterThan(10)
    expect(await page.getByRole("heading", { name: "Where" }).count()).toBe(0)
    expect(await page.getByRole("img", { name: /rows, from/ }).count()).toBe(1)
  })

  test("is planned by its own params", async () => {
    const page = await visitors.open(`${site.url}/new`)
    await page.getByRole("combobox", { name: "Job" }).selectOption("web-logs")
    await page.getByLabel("day").fill("2025-06-01")
    await page.getByRole("button", { name: "Show the plan" }).click()
    await page.getByRole("button", { name: "Start the run" }).waitFor()
    expect(await shownText(page.locator(".plan"))).toMatch(/Objects\s+24\s/)
  })
})

describe("the theme", () => {
  test("is the system's until another is chosen, which is kept", async () => {
    const page = await visitors.open(site.url, { theme: "dark" })
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark")
    await page.getByRole("button", { name: "Switch to the light theme" }).click()
    await page.reload()
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light")
  })
})

describe("an address", () => {
  test("brings back what was chosen: a batch, a cause with its object, a sorted column in Celsius", async () => {
    const page = await visitors.open(site.url)
    await show(page, ofName("failures-rows"))
    expect(await page.getByRole("button", { name: year.wordy.key }).getAttribute("aria-expanded")).toBe(
      "true",
    )
    await page.goto(`${site.url}/runs/${runs.partial}/result?sort=maxTempF&order=down&unit=C`)
    const table = page.getByRole("region", { name: /^The result, / })
    expect(await shownText(table.locator('th[aria-sort="descending"]'))).toMatch(/Highest, °C/)
    expect(await shownText(table.getByRole("row").nth(1))).toContain("43.3")
    await page.goto(`${site.url}/runs/${runs.partial}/result?sort=<script>&order=7&unit=K`)
    expect(await table.locator("th[aria-sort]").count()).toBe(0)
  })
})
