import { parseArgs } from "node:util"
import { type Browser, chromium } from "playwright-core"
import { startChromium } from "../browser/start-chromium.ts"
import { endOf, startRun } from "../served/ask-api.ts"
import { makeHome } from "../served/home.ts"
import { MANY_YEAR, writeManyObjects } from "../served/many-objects.ts"
import { serveSite } from "../served/serve-site.ts"
import { measureFirstLoad, timeToInteractive } from "./first-load.ts"
import { type Frames, MOVES, measureFrames } from "./frames.ts"

// Measures the site as `mapfold serve` serves it, over a run of many batches, and prints what it found as one line of JSON.

const { values } = parseArgs({
  options: { batches: { type: "string", default: "10000" }, rounds: { type: "string", default: "5" } },
})
const home = makeHome()
writeManyObjects(home.path, Number(values.batches), 1_000)
const site = await serveSite(home.path)
const server = await startChromium()
try {
  const settings = { batchObjects: 1, concurrency: 40 }
  const run = await startRun(site.url, { year: MANY_YEAR, tolerate: { objects: "1%" }, settings })
  const { status } = await endOf(site.url, run)
  if (status !== "SUCCEEDED") throw new Error(`the run of ${values.batches} batches ended as ${status}`)
  const browser = await chromium.connect(server.wsEndpoint())
  const firstLoad = await measureFirstLoad(browser, site.url)
  const interactive: number[] = []
  for (let round = 0; round < Number(values.rounds); round++)
    interactive.push(await timeToInteractive(browser, site.url))
  const moves = await measureMoves(browser, `${site.url}/runs/${run}/batches`)
  console.log(JSON.stringify({ browser: browser.version(), firstLoad, interactive, moves }))
} finally {
  await server.close()
  await site.end()
  home.remove()
}

async function measureMoves(browser: Browser, address: string): Promise<Readonly<Record<string, Frames>>> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } })
  await page.goto(address)
  await page.getByText("with failures inside").waitFor()
  // All pages of them have come, and nothing is loaded any more.
  await page.waitForLoadState("networkidle")
  const found: [string, Frames][] = []
  for (const [name, move] of Object.entries(MOVES))
    found.push([name, await measureFrames(page, () => move(page))])
  return Object.fromEntries(found)
}
