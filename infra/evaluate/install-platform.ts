import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { PlatformMissing } from "./errors.ts"
import { platformOf, ROOT } from "./paths.ts"

/** Milliseconds. It takes 35 s where the registry is near. */
const INSTALL_TIMEOUT = 300_000

/**
 * Makes `.sst/platform` in the folder of sst.config.ts where it is missing or of another version of SST. Needs the npm registry,
 * and nothing of AWS. Throws `PlatformMissing`.
 */
export async function installPlatform(folder = ROOT, environment = process.env): Promise<void> {
  if (isInstalled(folder)) return
  try {
    await promisify(execFile)(join(ROOT, "node_modules/.bin/sst"), ["install", "--stage", "ci"], {
      cwd: folder,
      timeout: INSTALL_TIMEOUT,
      env: {
        ...environment,
        PATH: `${join(ROOT, "node_modules/.bin")}:${environment.PATH}`,
        SST_SKIP_DEPENDENCY_CHECK: "1",
        SST_NO_BUN: "1",
        SST_TELEMETRY_DISABLED: "1",
      },
    })
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string }
    throw new PlatformMissing(
      `${platformOf(folder)} is missing, and "sst install" could not make it: it needs the npm registry; ` +
        `${join(folder, ".sst/log/sst.log")} may say more\n${stdout}${stderr}`,
      { cause: error },
    )
  }
  if (!isInstalled(folder))
    throw new PlatformMissing(
      `"sst install" ended without an error and left ${platformOf(folder)} incomplete: remove it and try again`,
    )
}

/** The version and the types are written last. */
function isInstalled(folder: string): boolean {
  const platform = platformOf(folder)
  const version = join(platform, "version")
  const isWhole = [version, join(platform, "config.d.ts"), join(platform, "node_modules/@pulumi/aws")]
  if (!isWhole.every((path) => existsSync(path))) return false
  return readFileSync(version, "utf8").trim() === readSstVersion()
}

function readSstVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/sst/package.json"), "utf8"))
  return String(version)
}
