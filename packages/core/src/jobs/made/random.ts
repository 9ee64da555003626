/** Answers the next whole number from 0 up to, not including, `bound`. */
export type Random = (bound: number) => number

/**
 * A small seeded generator: the same seed gives the same numbers on every machine.
 *
 * SplitMix (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) in 32 bits, with the
 * finalizer of MurmurHash3 (https://github.com/aappleby/smhasher). Good enough for weather, not for secrets.
 */
export function makeRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((hash, seed) => mix(hash ^ seed), 0x6d61646)
  return (bound) => {
    state = (state + 0x9e3779b9) | 0
    return Math.floor((mix(state) / 0x1_0000_0000) * bound)
  }
}

/** A bell-shaped whole number around 0 with a standard deviation of about `deviation`: three dice, no logarithms. */
export function bell(random: Random, deviation: number): number {
  const side = 2 * deviation + 1
  return random(side) + random(side) + random(side) - 3 * deviation
}

function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
