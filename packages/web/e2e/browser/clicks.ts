import type { Page } from "playwright-core"

declare global {
  interface Window {
    clicksSoFar?: number
  }
}

/** Counts the clicks on a page from now on, as the page itself sees them, for as long as it is not loaded anew. */
export async function countClicks(page: Page): Promise<() => Promise<number | undefined>> {
  await page.evaluate(() => {
    window.clicksSoFar = 0
    addEventListener(
      "click",
      ({ detail }) => {
        // The click that a key makes has no detail.
        if (detail > 0) window.clicksSoFar = (window.clicksSoFar ?? 0) + 1
      },
      { capture: true },
    )
  })
  return () => page.evaluate(() => window.clicksSoFar)
}
