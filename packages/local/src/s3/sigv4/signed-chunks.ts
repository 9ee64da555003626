import { createHash } from "node:crypto"
import { ALGORITHM, hmac, isSame, scopeText, sha256 } from "./signature.ts"
import type { VerifiedRequest } from "./verify-request.ts"

/** Verifies the chunks of a streamed body, each signed together with the signature before it. */
export type ChunkVerifier = {
  /** Bytes of the chunk under way. */
  update(bytes: Uint8Array): void
  /** Whether the chunk has this signature. */
  endChunk(signature: string): boolean
  /** Whether the trailing headers, each line ending in "\n", have this signature. */
  isTrailer(lines: string, signature: string): boolean
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and …/sigv4-streaming-trailers.html */
export function makeChunkVerifier({ key, scope, time, signature }: VerifiedRequest): ChunkVerifier {
  const empty = sha256("")
  let previous = signature
  let hash = createHash("sha256")
  const sign = (kind: string, hashes: readonly string[]) =>
    hmac(key, [`${ALGORITHM}-${kind}`, time, scopeText(scope), previous, ...hashes].join("\n")).toString(
      "hex",
    )
  return {
    update(bytes) {
      hash.update(bytes)
    },
    endChunk(claimed) {
      const right = sign("PAYLOAD", [empty, hash.digest("hex")])
      hash = createHash("sha256")
      previous = right
      return isSame(right, claimed)
    },
    isTrailer: (lines, claimed) => isSame(sign("TRAILER", [sha256(Buffer.from(lines, "latin1"))]), claimed),
  }
}
