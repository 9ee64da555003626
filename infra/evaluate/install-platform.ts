import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { PlatformMissing } from "./errors.ts"
import { PLATFORM, ROOT } from "./paths.ts"

/** Milliseconds. It takes 35 s where the registry is near. */
const INSTALL_TIMEOUT = 300_000

/** Makes `.sst/platform` where it is missing or of another version of SST. Needs the npm registry, and nothing of AWS. */
export async function installPlatform(): Promise<void> {
  if (isInstalled()) return
  try {
    await promisify(execFile)(join(ROOT, "node_modules/.bin/sst"), ["install", "--stage", "ci"], {
      cwd: ROOT,
      timeout: INSTALL_TIMEOUT,
      env: {
        ...process.env,
        PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`,
        SST_SKIP_DEPENDENCY_CHECK: "1",
        SST_NO_BUN: "1",
        SST_TELEMETRY_DISABLED: "1",
      },
    })
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string }
    throw new PlatformMissing(
      `${PLATFORM} is missing, and "sst install" could not make it: it needs the npm registry.\n${stdout}${stderr}`,
      { cause: error },
    )
  }
  if (!isInstalled())
    throw new PlatformMissing(`"sst install" ended without an error and left ${PLATFORM} incomplete`)
}

/** The version and the types are written last. */
function isInstalled(): boolean {
  const version = join(PLATFORM, "version")
  const isWhole = [version, join(PLATFORM, "config.d.ts"), join(PLATFORM, "node_modules/@pulumi/aws")]
  if (!isWhole.every((path) => existsSync(path))) return false
  return readFileSync(version, "utf8").trim() === readSstVersion()
}

function readSstVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/sst/package.json"), "utf8"))
  return String(version)
}
