import { randomFillSync } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { makeDigest } from "./digest.ts"

function digest(algorithm: Parameters<typeof makeDigest>[0], ...pieces: (string | Uint8Array)[]): string {
  const made = makeDigest(algorithm)
  for (const piece of pieces) made.update(typeof piece === "string" ? Buffer.from(piece) : piece)
  return made.end().toString("hex")
}

describe("a checksum", () => {
  // The check values of reveng.sourceforge.io/crc-catalogue; those of 32 bytes from RFC 3720, B.4 and the NVMe specification.
  test.each([
    ["CRC32", "123456789", "cbf43926"],
    ["CRC32C", "123456789", "e3069283"],
    ["CRC32C", "\0".repeat(32), "8a9136aa"],
    ["CRC64NVME", "123456789", "ae8b14860a799888"],
    ["CRC64NVME", "\0".repeat(4096), "6482d367eb22b64e"],
    ["SHA1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["SHA256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["MD5", "", "d41d8cd98f00b204e9800998ecf8427e"],
    ["CRC32C", "", "00000000"],
    ["CRC64NVME", "", "0000000000000000"],
  ] as const)("by %s of %j is %s", (algorithm, text, expected) => {
    expect(digest(algorithm, text)).toBe(expected)
  })

  test.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
    "by %s is the same however the bytes are cut",
    (algorithm) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, first, second) => {
          const [from, to] = [Math.min(first, second), Math.max(first, second)]
          const pieces = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)]
          expect(digest(algorithm, ...pieces)).toBe(digest(algorithm, bytes))
          expect(digest(algorithm, ...[...bytes].map((byte) => Uint8Array.of(byte)))).toBe(
            digest(algorithm, bytes),
          )
        }),
      )
    },
  )

  test.each(["CRC32C", "CRC64NVME"] as const)("by %s is told by every bit", (algorithm) => {
    const bytes = randomFillSync(new Uint8Array(64))
    const seen = new Set([digest(algorithm, bytes)])
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      seen.add(digest(algorithm, bytes))
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
    expect(seen.size).toBe(1 + bytes.length * 8)
  })
})
