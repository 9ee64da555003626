import type { Browser, Response } from "playwright-core"

/** Compressed bytes that came over the wire, with their headers, by kind of what was loaded. */
export type FirstLoad = { readonly total: number; readonly byKind: Readonly<Record<string, number>> }

/** What the site's first page loads in a browser that has never been there, until its list of runs is shown. */
export async function measureFirstLoad(browser: Browser, address: string): Promise<FirstLoad> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const responses: Response[] = []
    page.on("response", (response) => responses.push(response))
    await page.goto(address, { waitUntil: "networkidle" })
    const sizes = await Promise.all(responses.map(sizeOf))
    const byKind = Object.fromEntries(
      Object.entries(Object.groupBy(sizes, ({ kind }) => kind)).map(([kind, some]) => [kind, sum(some!)]),
    )
    return { total: sum(sizes), byKind }
  } finally {
    await context.close()
  }
}

type Size = { readonly kind: string; readonly bytes: number }

async function sizeOf(response: Response): Promise<Size> {
  const request = response.request()
  const { responseBodySize, responseHeadersSize } = await request.sizes()
  return { kind: request.resourceType(), bytes: responseBodySize + responseHeadersSize }
}

function sum(sizes: readonly Size[]): number {
  return sizes.reduce((total, { bytes }) => total + bytes, 0)
}

/**
 * Milliseconds from the beginning of the navigation until the list of runs is painted and the page answers: the main thread
 * has been free for a frame. The browser has never been there.
 */
export async function timeToInteractive(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(address, { waitUntil: "commit" })
    await page.locator("main tbody a").first().waitFor()
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))),
        ),
    )
  } finally {
    await context.close()
  }
}
