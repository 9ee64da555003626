import { crc32, deflateSync, inflateSync } from "node:zlib"

/** Pixels as red, green, blue, row after row from the top. */
export type Picture = { readonly width: number; readonly height: number; readonly rgb: Uint8Array }
/** The same by the number of a colour: at most 256 of them, three bytes each. */
export type IndexedPicture = Omit<Picture, "rgb"> & {
  readonly indexes: Uint8Array
  readonly palette: Uint8Array
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1")
/** https://www.w3.org/TR/png-3/#11IHDR */
const COLOUR_TYPES = { rgb: 2, indexed: 3, rgba: 6 }

/** Decodes what Chromium writes: 8 bits a channel, not interlaced. Its transparency is left out. */
export function decodePng(png: Buffer): Picture {
  const header = chunksOf(png, "IHDR")[0]!
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const [depth, type, , , interlace] = header.subarray(8)
  const channels = type === COLOUR_TYPES.rgb ? 3 : 4
  if (depth !== 8 || interlace !== 0 || (type !== COLOUR_TYPES.rgb && type !== COLOUR_TYPES.rgba))
    throw new Error(`a PNG of ${depth} bits, colour type ${type}, interlace ${interlace} is not read here`)
  const bytes = unfilter(inflateSync(Buffer.concat(chunksOf(png, "IDAT"))), width * channels, channels)
  const rgb = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++)
    rgb.set(bytes.subarray(pixel * channels, pixel * channels + 3), pixel * 3)
  return { width, height, rgb }
}

export function encodeIndexedPng({ width, height, indexes, palette }: IndexedPicture): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, COLOUR_TYPES.indexed, 0, 0, 0], 8)
  // Each row begins with its filter: none, which is best for indexes.
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const pixels = deflateSync(rows, { level: 9, memLevel: 9 })
  const chunks = [chunk("IHDR", header), chunk("PLTE", palette), chunk("IDAT", pixels)]
  return Buffer.concat([SIGNATURE, ...chunks, chunk("IEND", new Uint8Array())])
}

function chunksOf(png: Buffer, wanted: string): Buffer[] {
  const found: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString("latin1", at + 4, at + 8) === wanted) found.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return found
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** https://www.w3.org/TR/png-3/#9Filters: each byte is told as its difference from the ones before and above it. */
function unfilter(filtered: Buffer, stride: number, channels: number): Uint8Array {
  const height = filtered.length / (stride + 1)
  const bytes = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < channels ? 0 : bytes[at - channels]!
      const above = y === 0 ? 0 : bytes[at - stride]!
      const corner = y === 0 || x < channels ? 0 : bytes[at - stride - channels]!
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter!]!
      bytes[at] = filtered[y * (stride + 1) + 1 + x]! + guess
    }
  }
  return bytes
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value))
  if (toLeft! <= toAbove! && toLeft! <= toCorner!) return left
  return toAbove! <= toCorner! ? above : corner
}
