import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"

/** What the built site is made of, below the folder of the site; the lock file says which libraries. */
const SOURCES = ["index.html", "package.json", "vite.config.ts", "src", "public", "../../pnpm-lock.yaml"]
const IS_TEST = /\.(test|fixture)\.tsx?$/

/** The SHA-256, in hex, of all that a build of the site depends on; some 10 ms. */
export function hashSources(web: string): string {
  const hash = createHash("sha256")
  for (const file of SOURCES.flatMap((name) => filesOf(join(web, name)))) {
    const bytes = readFileSync(file)
    hash.update(`${relative(web, file).split(sep).join("/")}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest("hex")
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !IS_TEST.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [path]
    throw error
  }
}
