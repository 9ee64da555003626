type Doubles = Float64Array<ArrayBuffer>

/** The array, or a copy at least `length` long (doubling, so that growing is cheap) whose new cells are `fill`. */
export function grown(array: Doubles, length: number, fill = 0): Doubles {
  if (length <= array.length) return array
  const wider = new Float64Array(Math.max(length, array.length * 2)).fill(fill, array.length)
  wider.set(array)
  return wider
}
