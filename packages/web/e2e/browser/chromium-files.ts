import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** A Chromium that can be started, and what it needs in its environment. */
export type ChromiumFiles = {
  readonly executablePath: string
  /** Where fonts are looked for; a machine without any has those that Chromium was packed with. */
  readonly fonts: string | null
  /** Libraries for machines that lack them: NSS, NSPR and expat. */
  readonly libraries: string | null
}

const HERE = fileURLToPath(new URL(".", import.meta.url))
const MODULES = join(HERE, "../../node_modules")
/** Milliseconds; it takes 3 s where nothing else runs. */
const PATIENCE = 120_000

/** The Chromium that MAPFOLD_CHROMIUM names; without it the one of @sparticuz/chromium, unpacked once for each version. */
export function findChromium(): ChromiumFiles {
  const named = process.env.MAPFOLD_CHROMIUM
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`MAPFOLD_CHROMIUM is "${named}", and there is no such file`)
    return { executablePath: named, fonts: null, libraries: null }
  }
  const { version } = JSON.parse(readFileSync(join(MODULES, "@sparticuz/chromium/package.json"), "utf8")) as {
    readonly version: string
  }
  const folder = join(MODULES, ".cache/mapfold-chromium", version)
  if (!existsSync(folder)) unpackTo(folder)
  return {
    executablePath: join(folder, "chromium"),
    fonts: join(folder, "fonts.conf"),
    libraries: join(folder, "al2023/lib"),
  }
}

/** A folder appears whole: another process that unpacks at the same time does no harm. */
function unpackTo(folder: string): void {
  mkdirSync(join(folder, ".."), { recursive: true })
  const draft = mkdtempSync(`${folder}-`)
  try {
    const { status, stderr, error } = spawnSync(process.execPath, [join(HERE, "unpack-chromium.mjs")], {
      env: { ...process.env, TMPDIR: draft },
      encoding: "utf8",
      timeout: PATIENCE,
    })
    if (status !== 0)
      throw new Error(`Chromium cannot be unpacked to ${draft}: ${error?.message ?? stderr}\n${ADVICE}`)
    writeFileSync(join(draft, "fonts.conf"), fontsIn(folder))
    renameSync(draft, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

export const ADVICE =
  "The site is tested in a real Chromium: run npm run setup, or name one that is there with MAPFOLD_CHROMIUM=/path/to/chromium"

/** Families that a page may ask for and get the packed font: texts are as wide on any machine. */
const SANS_SERIF = ["ui-sans-serif", "system-ui", "sans-serif"]

function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts/fonts")}</dir>
${SANS_SERIF.map((name) => `  <alias binding="strong"><family>${name}</family><prefer><family>Open Sans</family></prefer></alias>`).join("\n")}
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
`
}
