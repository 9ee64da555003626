import { spawn } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { UsageError } from "../errors.ts"
import { hashSources } from "./hash-sources.ts"

export type BuildSiteOptions = {
  /** The folder of the site's sources. */
  readonly web?: string
  /** Told that it takes a while. */
  readonly onBuild?: () => void
  /** Milliseconds; it takes a few seconds where nothing else runs. */
  readonly patience?: number
}

const WEB = fileURLToPath(new URL("../../../web", import.meta.url))
const PATIENCE = 180_000
/** Characters of what the build says of its failure. */
const SHOWN = 2_000
/** Milliseconds after which another build's folder is nobody's. */
const LEFT_BEHIND = 3_600_000

/**
 * The folder of the built site: what was built of the same sources before, else it is built now. A folder is named by its
 * sources and appears whole, so that any number of processes may build at once. Throws `UsageError`.
 */
export async function buildSite(options: BuildSiteOptions = {}): Promise<string> {
  const { web = WEB, onBuild = () => {}, patience = PATIENCE } = options
  const vite = join(web, "node_modules/vite/bin/vite.js")
  if (!existsSync(vite))
    throw new UsageError(`the status site cannot be built: ${vite} is not there; ${ADVICE}`)
  const builds = join(web, "node_modules/.cache/mapfold-site")
  const built = join(builds, hashSources(web))
  if (existsSync(join(built, "index.html"))) return built
  onBuild()
  const draft = makeDraft(builds)
  try {
    await runVite(vite, { web, draft, patience })
    publish(draft, built)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  removeOthers(builds, built)
  return built
}

function makeDraft(builds: string): string {
  try {
    mkdirSync(builds, { recursive: true })
    return mkdtempSync(join(builds, "draft-"))
  } catch (error) {
    throw new UsageError(`the status site cannot be built: ${(error as Error).message}; ${ADVICE}`)
  }
}

const ADVICE = `set the workspace up with "npm run setup", or leave the site out with --no-site`

type Build = { readonly web: string; readonly draft: string; readonly patience: number }

function runVite(vite: string, { web, draft, patience }: Build): Promise<void> {
  const args = [vite, "build", "--outDir", draft, "--logLevel", "warn"]
  // a development build of React is five times as large
  const env = { ...process.env, NODE_ENV: "production", NO_COLOR: "1", FORCE_COLOR: undefined }
  const child = spawn(process.execPath, args, { cwd: web, env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-SHOWN)
    })
  }
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill("SIGKILL")
    }, patience)
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(timer)
      const why = isLate ? `it took more than ${patience / 1_000} s` : said.trim()
      if (code === 0) resolve()
      else reject(new UsageError(`the status site cannot be built: ${why}\n${ADVICE}`))
    })
  })
}

function publish(draft: string, built: string): void {
  try {
    // a draft is its maker's alone; what is built, whoever serves it may read
    chmodSync(draft, 0o755)
    renameSync(draft, built)
  } catch (error) {
    // another process was quicker, with the same sources
    if (!existsSync(join(built, "index.html"))) throw error
  }
}

/** What other sources were built to, and drafts whose process was killed. */
function removeOthers(builds: string, built: string): void {
  for (const name of readdirSync(builds)) {
    const folder = join(builds, name)
    const isOld = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LEFT_BEHIND
    if (folder !== built && (isOld || !name.startsWith("draft-")))
      rmSync(folder, { recursive: true, force: true })
  }
}
