/** Bytes of a file's name, as most file systems have it at most. */
const MAX_NAME = 255

/**
 * The Content-Disposition of a file to be saved under a name, whatever the name holds: what is not plain is `_` for old
 * clients, and percent-encoded UTF-8 for the others. https://www.rfc-editor.org/rfc/rfc6266 and rfc8187
 */
export function attachment(name: string): string {
  const safe = toFileName(name)
  const plain = safe.replace(/[^A-Za-z0-9._ -]/gu, "_")
  // encodeURIComponent leaves these, which rfc8187 does not
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** No path, no control or direction marks, not hidden, and not longer than a name may be. */
function toFileName(name: string): string {
  const shown = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, "_")
    .replace(/^[. ]+/, (start) => "_".repeat(start.length))
  let kept = ""
  let bytes = 0
  for (const letter of shown) {
    bytes += Buffer.byteLength(letter)
    if (bytes > MAX_NAME) break
    kept += letter
  }
  return kept === "" ? "_" : kept
}
