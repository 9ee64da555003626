import { inflateRawSync } from "node:zlib"

/** Signatures, and where their fields lie: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const END = 0x06054b50
const END_BYTES = 22
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8

/** The files of a zip archive by their names; throws `TypeError` on what is none. Larger ones than 4 GB are not known. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.length - END_BYTES
  if (end < 0 || archive.readUInt32LE(end) !== END)
    throw new TypeError("no zip archive, or one with a comment")
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new TypeError(`no entry of a zip archive at byte ${at}`)
    const nameBytes = archive.readUInt16LE(at + 28)
    const name = archive.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)
    if (!name.endsWith("/")) files.set(name, readEntry(archive, at, name))
    at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return files
}

function readEntry(archive: Buffer, at: number, name: string): Buffer {
  const local = archive.readUInt32LE(at + 42)
  const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const content = archive.subarray(start, start + archive.readUInt32LE(at + 20))
  const method = archive.readUInt16LE(at + 10)
  if (method === STORED) return content
  if (method === DEFLATED) return inflateRawSync(content)
  throw new TypeError(`${name} is compressed by method ${method}, which is not known here`)
}
