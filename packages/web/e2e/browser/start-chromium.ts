import { type BrowserServer, chromium } from "playwright-core"
import { ADVICE, findChromium } from "./chromium-files.ts"

/** Milliseconds; half a second where nothing else runs. */
const START = 30_000

/** Starts Chromium for any number of clients. Throws with what to do where it does not start. */
export async function startChromium(): Promise<BrowserServer> {
  const { executablePath, fonts, libraries } = findChromium()
  const env = { ...process.env, ...(fonts === null ? {} : { FONTCONFIG_FILE: fonts }) }
  const launch = (more: Record<string, string>) =>
    chromium.launchServer({
      ...{ executablePath, timeout: START, args: ["--no-sandbox"], env: { ...env, ...more } },
      host: "127.0.0.1",
    })
  try {
    return await launch({})
  } catch (error) {
    if (libraries === null || !lacksLibraries(error)) throw explain(executablePath, error)
  }
  // A bare Debian has no NSS; Chromium's own is not taken where there is one, since other libraries of the system rely on it.
  const path = [libraries, process.env.LD_LIBRARY_PATH].filter((part) => part !== undefined).join(":")
  return launch({ LD_LIBRARY_PATH: path }).catch((error: unknown) => {
    throw explain(executablePath, error)
  })
}

function lacksLibraries(error: unknown): boolean {
  return String(error).includes("error while loading shared libraries")
}

function explain(executablePath: string, error: unknown): Error {
  return new Error(`${executablePath} does not start: ${String(error)}\n${ADVICE}`, { cause: error })
}
