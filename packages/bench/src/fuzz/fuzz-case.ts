import { gzipSync } from "node:zlib"
import { makeRandom, type Random } from "@mapfold/core/jobs/made/random"
import { type Corpus, pick } from "./corpus.ts"
import { mutate, noise } from "./mutate.ts"
import { SUBJECT_NAMES, type SubjectName } from "./subjects.ts"

/** How an object's bytes come. */
export type Reading = {
  /** Sizes of the pieces in turn; as large as they are asked for where there are none. */
  readonly pieces: readonly number[]
  readonly isLate: boolean
  /** The byte at which reading fails; null where it does not. */
  readonly failsAt: number | null
}

export type FuzzObject = {
  readonly key: string
  readonly bytes: Uint8Array
  /** Whether the bytes were zipped, and perhaps mutated after that. */
  readonly isZipped: boolean
  readonly reading: Reading
}

/** The objects of one batch. */
export type FuzzCase = {
  readonly subject: SubjectName
  readonly objects: readonly FuzzObject[]
}

/** More than a stream of gzip is unzipped at once. */
const LARGE = 33 * 1024 * 1024

/** The same seed and index give the same case. */
export function makeCase(corpus: Corpus, seed: number, index: number): FuzzCase {
  const random = makeRandom(seed, index)
  const subject = pick(random, SUBJECT_NAMES)
  const objects = Array.from({ length: 1 + random(6) }, (_, at): FuzzObject => {
    const plain = drawBytes(corpus, subject, random)
    const isZipped = random(5) === 0
    const bytes = isZipped ? zip(plain, random) : plain
    const name = random(40) === 0 ? (isZipped ? "x" : "x.gz") : isZipped ? "x.gz" : "x"
    return { key: `${at}-${name}`, bytes, isZipped, reading: drawReading(bytes.length, random) }
  })
  return { subject, objects }
}

function drawBytes(corpus: Corpus, subject: SubjectName, random: Random): Uint8Array {
  const kind = random(60)
  if (kind === 0) return noise(random, random(3_000))
  // Another subject's object, now and then: a file of the wrong kind.
  return mutate(corpus.draw(kind === 1 ? pick(random, SUBJECT_NAMES) : subject, random), random)
}

function zip(plain: Uint8Array, random: Random): Uint8Array {
  // A bomb: blank lines behind what a reader takes, more of them than anybody has.
  if (random(1_500) === 0) return gzipSync(Buffer.concat([plain, Buffer.alloc(3 * LARGE, "\n")]))
  const isLarge = random(1_500) === 0 && plain.length > 1_000
  const times = isLarge ? Math.ceil(LARGE / plain.length) : 1
  const zipped = gzipSync(times === 1 ? plain : Buffer.concat(Array<Uint8Array>(times).fill(plain)), {
    level: 1,
  })
  const kind = random(8)
  if (kind === 0) return mutate(zipped, random)
  if (kind === 1) return zipped.subarray(0, random(zipped.length + 1))
  if (kind === 2) return Buffer.concat([zipped, new Uint8Array(random(700))])
  if (kind === 3) return Buffer.concat([zipped, gzipSync(plain, { level: 1 })])
  return zipped
}

function drawReading(length: number, random: Random): Reading {
  const isSlow = length < 100_000 && random(3) === 0
  const most = isSlow ? 70 : 100_000
  const pieces = random(2) === 0 ? [] : Array.from({ length: 1 + random(4) }, () => 1 + random(most))
  return { pieces, isLate: random(4) === 0, failsAt: random(25) === 0 && length > 0 ? random(length) : null }
}
