import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"

/** A file of the built site. */
export type SiteFile = {
  readonly contentType: string
  readonly body: Buffer<ArrayBuffer>
  readonly etag: string
  /** Its name holds a hash of what is in it, so that it never changes. */
  readonly isImmutable: boolean
}

/** By their addresses' paths: `/index.html`, `/assets/main-B4xQ2f1a.js`. */
export type SiteFiles = ReadonlyMap<string, SiteFile>

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
}

/** Whether a path is like those of files: the site's, or hidden ones. */
export function isFilePath(path: string): boolean {
  if (path.startsWith("/assets/") || path.includes("/.")) return true
  return Object.hasOwn(CONTENT_TYPES, extname(path).toLowerCase())
}

/**
 * Reads the whole site, some 2 MB: what is not in the folder now can be asked for by no path. Links and hidden files are left
 * out. Throws Node's error where the folder cannot be read.
 */
export function readSiteFiles(folder: string): SiteFiles {
  const files = new Map<string, SiteFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, file).split(sep).map(encodeURIComponent).join("/")}`
    const body = readFileSync(file)
    files.set(path, {
      contentType: CONTENT_TYPES[extname(entry.name).toLowerCase()] ?? "application/octet-stream",
      body,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`,
      // where Vite puts what it has named by a hash
      isImmutable: path.startsWith("/assets/"),
    })
  }
  return files
}
