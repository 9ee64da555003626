import type { Random } from "@mapfold/core/jobs/made/random"
import { pick } from "./corpus.ts"

/** Bytes that mean something to a reader, or that it should not be confused by. */
const MEANINGFUL = [...'",;\n\r\t\\{}[]:0-.eE "'].map((character) => character.charCodeAt(0))
const ODD = [0x00, 0xff, 0xc3, 0xa9, 0xef, 0xbb, 0xbf, 0x7f, 0x1f, 0x8b]

/** Changes some of the bytes, a few times over or not at all. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes
  for (let left = pick(random, [0, 1, 1, 2, 3, 8]); left > 0; left--) {
    mutated = pick(random, MUTATIONS)(mutated, random)
  }
  return mutated
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

function someByte(random: Random): number {
  const kind = random(10)
  return kind < 6 ? pick(random, MEANINGFUL) : kind < 9 ? pick(random, ODD) : random(256)
}

function splice(bytes: Uint8Array, from: number, to: number, between: Uint8Array): Uint8Array {
  const result = new Uint8Array(from + between.length + bytes.length - to)
  result.set(bytes.subarray(0, from))
  result.set(between, from)
  result.set(bytes.subarray(to), from + between.length)
  return result
}

/** A range with mostly few bytes. */
function range(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = random(bytes.length + 1)
  const length = random(pick(random, [2, 8, 40, 1_000]))
  return [from, Math.min(bytes.length, from + length)]
}

export function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256))
}

const flip: Mutation = (bytes, random) => {
  const changed = bytes.slice()
  if (changed.length > 0) changed[random(changed.length)]! ^= 1 << random(8)
  return changed
}
const replace: Mutation = (bytes, random) => {
  const changed = bytes.slice()
  if (changed.length > 0) changed[random(changed.length)] = someByte(random)
  return changed
}
const insert: Mutation = (bytes, random) => {
  const at = random(bytes.length + 1)
  const between = Uint8Array.from({ length: pick(random, [1, 1, 2, 5, 40]) }, () => someByte(random))
  return splice(bytes, at, at, between)
}
const remove: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random)
  return splice(bytes, from, to, new Uint8Array())
}
const repeat: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random)
  return splice(bytes, from, from, bytes.subarray(from, to))
}
const move: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random)
  const at = random(bytes.length - (to - from) + 1)
  return splice(splice(bytes, from, to, new Uint8Array()), at, at, bytes.subarray(from, to))
}
const cut: Mutation = (bytes, random) => bytes.slice(0, random(bytes.length + 1))
const behead: Mutation = (bytes, random) => bytes.slice(random(Math.min(bytes.length, 200) + 1))
const mark: Mutation = (bytes) => splice(bytes, 0, 0, Uint8Array.of(0xef, 0xbb, 0xbf))

/** Puts one byte that means something for another, everywhere. */
const swap: Mutation = (bytes, random) => {
  const [one, other] = [pick(random, MEANINGFUL), pick(random, MEANINGFUL)]
  const from = random(4) === 0 ? 0 : random(bytes.length + 1)
  return bytes.map((byte, at) => (at >= from && byte === one ? other : byte))
}

/** CRLF for every LF. */
const carry: Mutation = (bytes) => {
  const all: number[] = []
  for (const byte of bytes) byte === 0x0a ? all.push(0x0d, byte) : all.push(byte)
  return Uint8Array.from(all)
}

/** The last rows again and again, up to more than a block of rows holds. */
const multiply: Mutation = (bytes, random) => {
  const rows = bytes.subarray(Math.max(bytes.length - 600, bytes.indexOf(0x0a) + 1, 0))
  const times = random(random(40) === 0 ? 1_500 : 20)
  const result = new Uint8Array(bytes.length + times * rows.length)
  result.set(bytes)
  for (let time = 0; time < times; time++) result.set(rows, bytes.length + time * rows.length)
  return result
}

/** A run of one byte, mostly short; seldom longer than a window, and longer than a row may be more seldom still. */
const stuff: Mutation = (bytes, random) => {
  const at = random(bytes.length + 1)
  const kind = random(2_000)
  const length = kind === 0 ? 17_000_000 : kind < 8 ? 2_000_000 : random(3_000)
  return splice(bytes, at, at, new Uint8Array(length).fill(someByte(random)))
}

const MUTATIONS: readonly Mutation[] = [
  ...[flip, flip, replace, replace, replace, insert, insert, remove, remove, repeat, repeat],
  ...[move, cut, behead, mark, swap, swap, carry, multiply, stuff],
]
