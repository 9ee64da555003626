import type { TestProject } from "vitest/node"
import { startChromium } from "./start-chromium.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one browser of all tests is reached. */
    readonly browser: string
  }
}

/** One browser for all test files: two cores are enough for one. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startChromium()
  provide("browser", server.wsEndpoint())
  return () => server.close()
}
