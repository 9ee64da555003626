import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"
import type { ChecksumAlgorithm } from "../../store/object-record.ts"
import { crc32c } from "./crc32c.ts"
import { crc64nvme, EMPTY_CRC64 } from "./crc64nvme.ts"

/** A checksum that is being made of bytes as they come. */
export type Digest = {
  update(bytes: Uint8Array): void
  /** The checksum as its bytes, highest first. Called once. */
  end(): Buffer
}

const MAKERS: Readonly<Record<ChecksumAlgorithm | "MD5", () => Digest>> = {
  CRC32: () => makeCrc((bytes, before) => crc32(bytes, before)),
  CRC32C: () => makeCrc(crc32c),
  CRC64NVME: makeCrc64,
  SHA1: () => makeHash("sha1"),
  SHA256: () => makeHash("sha256"),
  MD5: () => makeHash("md5"),
}

export function makeDigest(algorithm: ChecksumAlgorithm | "MD5"): Digest {
  return MAKERS[algorithm]()
}

/** Bytes that a checksum has. */
export const DIGEST_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

function makeHash(name: string): Digest {
  const hash = createHash(name)
  return {
    update(bytes) {
      hash.update(bytes)
    },
    end: () => hash.digest(),
  }
}

function makeCrc(crc: (bytes: Uint8Array, before: number) => number): Digest {
  let value = 0
  return {
    update(bytes) {
      value = crc(bytes, value)
    },
    end() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    },
  }
}

function makeCrc64(): Digest {
  let value = EMPTY_CRC64
  return {
    update(bytes) {
      value = crc64nvme(bytes, value)
    },
    end() {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE(value.high, 0)
      bytes.writeUInt32BE(value.low, 4)
      return bytes
    },
  }
}
