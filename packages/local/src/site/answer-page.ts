import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { takesGzip } from "@mapfold/functions/api/compress-json"
import { isFilePath, type SiteFile, type SiteFiles } from "./site-files.ts"

/** What a page may load: its own files and its own API. Style attributes that scripts set are let through; elements are not. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ")

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": PAGE_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
}

const FOREVER = "public, max-age=31536000, immutable"
/** Bytes. */
const WORTH_COMPRESSING = 1_024

const compress = promisify(gzip)

/** Answers requests for the files of the built site, and with its one page for addresses that the page itself tells apart. */
export function makePageAnswer(files: SiteFiles) {
  const compressed = new Map<SiteFile, Promise<Buffer<ArrayBuffer>>>()

  return async (request: Request): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(405, "Pages are only read: GET or HEAD.", { Allow: "GET, HEAD" })
    const file = find(files, new URL(request.url).pathname)
    if (file === undefined) return refuse(404, "The status site has no such file.")
    const headers = new Headers({
      ...HEADERS,
      "Content-Type": file.contentType,
      "Cache-Control": file.isImmutable ? FOREVER : "no-cache",
      ETag: file.etag,
      Vary: "Accept-Encoding",
    })
    if (namesEtag(request.headers.get("If-None-Match"), file.etag))
      return new Response(null, { status: 304, headers })
    const body = await encode(file, request, headers)
    headers.set("Content-Length", String(body.length))
    return new Response(request.method === "HEAD" ? null : body, { headers })
  }

  async function encode(file: SiteFile, request: Request, headers: Headers): Promise<Buffer<ArrayBuffer>> {
    const isText = /^text|json|svg/.test(file.contentType)
    const isWorthIt = isText && file.body.length > WORTH_COMPRESSING
    if (!isWorthIt || !takesGzip(request.headers.get("Accept-Encoding") ?? undefined)) return file.body
    const known = compressed.get(file) ?? compress(file.body)
    compressed.set(file, known)
    headers.set("Content-Encoding", "gzip")
    // the same tag for both: what it stands for is the same
    headers.set("ETag", `W/${file.etag}`)
    return known
  }
}

/** The page stands for every address that does not look like a file's: it has its own routes. A run's name may have dots. */
function find(files: SiteFiles, path: string): SiteFile | undefined {
  const found = files.get(path)
  if (found !== undefined) return found
  return isFilePath(path) ? undefined : files.get("/index.html")
}

function namesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag)
}

export function refuse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${message}\n`, {
    status,
    headers: {
      ...HEADERS,
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      ...headers,
    },
  })
}
