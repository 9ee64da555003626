/** The NVM Express polynomial, bits reversed, in two halves: JavaScript's numbers have no 64 bits, and BigInt is slow. */
const POLYNOMIAL_LOW = 0xac4bc9b5
const POLYNOMIAL_HIGH = 0x9a6c9329

/** `LOW[256 * n + byte]` and `HIGH[…]`: what a byte does to the checksum that has n more bytes behind it. */
const LOW = new Uint32Array(8 * 256)
const HIGH = new Uint32Array(8 * 256)
fillTables()

function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let low = byte
    let high = 0
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (isOdd) {
        low ^= POLYNOMIAL_LOW
        high ^= POLYNOMIAL_HIGH
      }
    }
    LOW[byte] = low
    HIGH[byte] = high
  }
  for (let at = 256; at < LOW.length; at++) {
    const low = LOW[at - 256]!
    const high = HIGH[at - 256]!
    LOW[at] = ((low >>> 8) | (high << 24)) ^ LOW[low & 0xff]!
    HIGH[at] = (high >>> 8) ^ HIGH[low & 0xff]!
  }
}

/** The two halves of a CRC-64/NVME. */
export type Crc64 = { low: number; high: number }

export const EMPTY_CRC64: Readonly<Crc64> = { low: 0, high: 0 }

/** The CRC-64/NVME of bytes that follow others whose checksum is `before`. Eight bytes a step. */
export function crc64nvme(bytes: Uint8Array, before: Readonly<Crc64> = EMPTY_CRC64): Crc64 {
  let low = ~before.low
  let high = ~before.high
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    low ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    high ^= bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)
    const a = 1792 + (low & 0xff)
    const b = 1536 + ((low >>> 8) & 0xff)
    const c = 1280 + ((low >>> 16) & 0xff)
    const d = 1024 + (low >>> 24)
    const e = 768 + (high & 0xff)
    const f = 512 + ((high >>> 8) & 0xff)
    const g = 256 + ((high >>> 16) & 0xff)
    const h = high >>> 24
    low = LOW[a]! ^ LOW[b]! ^ LOW[c]! ^ LOW[d]! ^ LOW[e]! ^ LOW[f]! ^ LOW[g]! ^ LOW[h]!
    high = HIGH[a]! ^ HIGH[b]! ^ HIGH[c]! ^ HIGH[d]! ^ HIGH[e]! ^ HIGH[f]! ^ HIGH[g]! ^ HIGH[h]!
  }
  for (; at < bytes.length; at++) {
    const byte = (low ^ bytes[at]!) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ LOW[byte]!
    high = (high >>> 8) ^ HIGH[byte]!
  }
  return { low: ~low >>> 0, high: ~high >>> 0 }
}
