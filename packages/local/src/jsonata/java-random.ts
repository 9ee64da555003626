/** java.util.Random's multiplier and increment, and its 48 bits of state. */
const MULTIPLIER = 0x5deece66dn
const INCREMENT = 0xbn
const MASK = (1n << 48n) - 1n

/**
 * The first number in [0, 1) that java.util.Random draws from a seed, which is what AWS answers to `$random(seed)`:
 * 0.7275636800328681 for 42. https://docs.oracle.com/javase/8/docs/api/java/util/Random.html#nextDouble--
 */
export function javaRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + INCREMENT) & MASK
    return state >> (48n - bits)
  }
  const high = next(26n) << 27n
  return Number(high + next(27n)) / 2 ** 53
}
