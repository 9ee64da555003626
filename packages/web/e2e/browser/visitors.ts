import AxeBuilder from "@axe-core/playwright"
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core"
import { inject } from "vitest"

export type VisitorOptions = {
  /** CSS pixels; 1280 by 800 where nothing is said. */
  readonly width?: number
  readonly height?: number
  readonly theme?: "light" | "dark"
  readonly language?: "en" | "pt-BR"
}

/** People with browsers of their own: nothing that one keeps is seen by another. */
export type Visitors = {
  /** A page at an address of the site. */
  open(address: string, options?: VisitorOptions): Promise<Page>
  /** What pages complained of so far: errors of scripts, and what the page's policy refused. */
  complaints(): readonly string[]
  /** Lends the browser to whoever measures something. */
  measure<T>(take: (browser: Browser) => Promise<T>): Promise<T>
  /** Closes their pages. */
  leave(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds that anything on a page is waited for. */
export const PATIENCE = 20_000

export async function makeVisitors(): Promise<Visitors> {
  const browser = await chromium.connect(inject("browser"))
  const complaints: string[] = []
  return {
    async open(address, options = {}) {
      const context = await browser.newContext(contextOf(options))
      context.setDefaultTimeout(PATIENCE)
      const page = await context.newPage()
      listen(page, complaints)
      await page.goto(address)
      return page
    },
    complaints: () => complaints,
    measure: (take) => take(browser),
    async leave() {
      complaints.length = 0
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    close: () => browser.close(),
  }
}

function contextOf({ width = 1_280, height = 800, theme, language }: VisitorOptions): BrowserContextOptions {
  return {
    viewport: { width, height },
    colorScheme: theme ?? "light",
    locale: language ?? "en",
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  }
}

function listen(page: Page, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message))
  page.on("console", (message) => {
    // An answer of 404 or no answer is told by the page itself; the browser tells it too.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text())
  })
}

/** What axe finds wrong with the page as it is now, one line a rule; with `rules`, by these alone. */
export async function axeFindings(page: Page, rules?: string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  )
}

/** The text of an element as it is shown: lines apart, nothing that is hidden. */
export function shownText(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is not seen does not count
  return locator.innerText()
}

/** Pixels by which the page is wider than its window, so that it has to be scrolled sideways. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))
}
