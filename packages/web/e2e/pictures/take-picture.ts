import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { withFewerColours } from "./fewer-colours.ts"
import { decodePng, encodeIndexedPng } from "./png.ts"

const FOLDER = fileURLToPath(new URL("../../../../docs/site/", import.meta.url))
/** Bytes: a picture that weighs more is too much for a page of documentation. */
const MOST_BYTES = 150_000
/** CSS pixels. */
const MOST_HEIGHT = 2_400

/**
 * Writes the whole page as docs/site/<name>.png where MAPFOLD_PICTURES is set; an ordinary run of the tests leaves the pictures
 * as they are.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env.MAPFOLD_PICTURES === undefined) return
  const { width, height: before } = page.viewportSize()!
  const height = await page.evaluate(() => {
    // No bar is shown in a picture, so that no room is kept for it.
    document.documentElement.style.scrollbarGutter = "auto"
    scrollTo(0, 0)
    const ends = [...document.querySelectorAll("main > *")].map((part) => part.getBoundingClientRect().bottom)
    return Math.ceil(Math.max(...ends)) + 32
  })
  // The window is made as tall as the page: a canvas below it may not have been painted.
  await page.setViewportSize({ width, height: Math.min(Math.max(height, before), MOST_HEIGHT) })
  await page.mouse.move(0, 0)
  await page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 400)))
  const png = encodeIndexedPng(withFewerColours(decodePng(await page.screenshot())))
  await page.setViewportSize({ width, height: before })
  if (png.length > MOST_BYTES) throw new Error(`${name}.png has ${png.length} bytes, more than ${MOST_BYTES}`)
  writeFileSync(`${FOLDER}${name}.png`, png)
}
