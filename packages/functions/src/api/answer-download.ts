import type { Context } from "hono"
import type { Download } from "../runs/runs.ts"
import { attachment } from "./attachment.ts"
import { beginStream } from "./begin-stream.ts"

/** A file to be saved under a name, never shown as a page. */
export async function answerDownload(c: Context, name: string, download: Download): Promise<Response> {
  const { body, contentType, bytes } = download
  const headers = {
    "Content-Type": contentType,
    "Content-Disposition": attachment(name),
    ...(bytes === null ? {} : { "Content-Length": String(bytes) }),
  }
  if (c.req.method !== "HEAD") return c.body(await beginStream(body), 200, headers)
  // the connection that it comes by is let go of
  await body.cancel()
  return c.body(null, 200, headers)
}
