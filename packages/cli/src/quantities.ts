/** Numbers as a person reads them. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

/** `1,200`. */
export function count(value: number): string {
  return whole.format(value)
}

/** `1 object`, `1,200 objects`. */
export function countOf(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`
}

/** In megabytes of 1,000,000 bytes: `92.8 MB`. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6
  return `${value < 100 ? value.toFixed(1) : count(value)} MB`
}

/** A length of time in ms: `0.64 s`, `12 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded} s`
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`
}
