import { execFile } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { ROOT } from "./paths.ts"

const WEB = join(ROOT, "packages/web")
/** Milliseconds. It takes a few seconds where nothing else runs. */
const TIMEOUT = 180_000

/** Where the deploy would have the site built. */
export const PAGES = join(WEB, "dist")

/**
 * Builds the site's pages where they have not been built: an evaluation runs no command of the program's, and SST's component
 * looks at what the command would have left.
 */
export async function buildPages(): Promise<void> {
  if (existsSync(join(PAGES, "index.html"))) return
  const draft = mkdtempSync(`${PAGES}-`)
  try {
    const vite = join(WEB, "node_modules/vite/bin/vite.js")
    const env = { ...process.env, NODE_ENV: "production" }
    await promisify(execFile)(process.execPath, [vite, "build", "--outDir", draft, "--logLevel", "warn"], {
      ...{ cwd: WEB, env, timeout: TIMEOUT },
    })
    // a draft is its maker's alone
    chmodSync(draft, 0o755)
    renameSync(draft, PAGES)
  } catch (error) {
    // somebody else was quicker
    if (!existsSync(join(PAGES, "index.html"))) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
