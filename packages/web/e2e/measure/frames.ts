import type { Page } from "playwright-core"

declare global {
  interface Window {
    /** Times of frames, milliseconds. */
    framesSoFar?: number[]
  }
}

export type Frames = {
  readonly perSecond: number
  /** Milliseconds. */
  readonly longest: number
  readonly seconds: number
}

/** How smoothly a page moves while something is done to it. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = []
    window.framesSoFar = times
    const note = (time: number) => {
      times.push(time)
      if (window.framesSoFar === times) requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  await act()
  const times = await page.evaluate(() => {
    const found = window.framesSoFar ?? []
    delete window.framesSoFar
    return found
  })
  const gaps = times.slice(1).map((time, index) => time - times[index]!)
  const seconds = (times.at(-1)! - times[0]!) / 1_000
  return { perSecond: gaps.length / seconds, longest: Math.max(...gaps), seconds }
}

/** What a person does with many batches: looks over them, walks through them, scrolls them. */
export const MOVES = {
  async "pointing at cells"(page: Page) {
    const { x, y, width, height } = (await page.getByRole("grid").boundingBox())!
    const tall = Math.min(height, 500)
    for (let step = 0; step < 150; step++)
      await page.mouse.move(x + ((step * 37) % width), y + ((step * 11) % tall))
  },
  async "walking by arrow keys"(page: Page) {
    await page.getByRole("gridcell").focus()
    for (let step = 0; step < 100; step++)
      await page.keyboard.press(step % 3 === 2 ? "ArrowRight" : "ArrowDown")
  },
  async "scrolling the grid"(page: Page) {
    await wheel(page, ".grid-room")
  },
  async "scrolling the table"(page: Page) {
    await page.getByRole("link", { name: "table", exact: true }).click()
    await page.locator("main tbody td").first().waitFor()
    await wheel(page, ".virtual-place")
  },
} satisfies Record<string, (page: Page) => Promise<void>>

async function wheel(page: Page, place: string): Promise<void> {
  await page.locator(place).first().hover()
  for (let step = 0; step < 120; step++) {
    await page.mouse.wheel(0, step < 60 ? 240 : -240)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
}
