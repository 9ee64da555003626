/**
 * The exact sum of doubles, as an integer of the smallest positive double (2^-1074): no order of adding, and no way of
 * splitting the values among batches, can change it. Rounded once, when it is read.
 */

const SMALLEST_EXPONENT = 1074
const bits = new DataView(new ArrayBuffer(8))

/** A finite double as a count of 2^-1074. */
export function toUnits(value: number): bigint {
  bits.setFloat64(0, value)
  const high = bits.getUint32(0)
  const exponent = (high >>> 20) & 0x7ff
  const mantissa = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4))
  const units = exponent === 0 ? mantissa : (mantissa | (1n << 52n)) << BigInt(exponent - 1)
  return high >>> 31 === 1 ? -units : units
}

/** The double nearest to `units * 2^-1074`, ties to even; infinite where it is beyond all doubles. */
export function fromUnits(units: bigint): number {
  const size = units < 0n ? -units : units
  const length = size === 0n ? 0 : size.toString(2).length
  const dropped = Math.max(0, length - 53)
  let kept = size >> BigInt(dropped)
  const rest = size - (kept << BigInt(dropped))
  const half = dropped === 0 ? 1n : 1n << BigInt(dropped - 1)
  if (dropped > 0 && (rest > half || (rest === half && (kept & 1n) === 1n))) kept += 1n
  // Two factors, since 2^-1074 times a large power of two would leave the range of a double on the way.
  const exponent = dropped - SMALLEST_EXPONENT
  const first = Math.trunc(exponent / 2)
  const value = Number(kept) * 2 ** first * 2 ** (exponent - first)
  return units < 0n ? -value : value
}

/** A sum under way: an expansion (doubles that do not overlap, least first) that is exact, and cheap to add to. */
export type FloatSum = { parts: number[]; units: bigint }

export function makeFloatSum(): FloatSum {
  return { parts: [], units: 0n }
}

/** Beyond this, sums of parts could overflow: such values are added as integers. */
const LARGE = 2 ** 900
/** As many parts cover all exponents below LARGE; more would mean that parts overlap. */
const MAX_PARTS = 40

/** Adds a finite double. Grow-expansion: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997, fig. 6. */
export function addFloat(sum: FloatSum, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be summed exactly`)
  if (Math.abs(value) > LARGE || sum.parts.length > MAX_PARTS) {
    sum.units += toUnits(value)
    return
  }
  const { parts } = sum
  let carry = value
  let kept = 0
  for (const part of parts) {
    const high = carry + part
    const partShare = high - carry
    const low = carry - (high - partShare) + (part - partShare)
    if (low !== 0) parts[kept++] = low
    carry = high
  }
  parts.length = kept
  if (carry !== 0) parts.push(carry)
}

export function totalUnits(sum: FloatSum): bigint {
  return sum.parts.reduce((units, part) => units + toUnits(part), sum.units)
}
