import type { IndexedPicture, Picture } from "./png.ts"

const MOST = 256

/** A colour as 0xRRGGBB, and how many pixels have it. */
type Counted = { readonly colour: number; readonly count: number }

/** The picture with at most 256 colours, which are all that it has or, by median cut, the means of like ones. */
export function withFewerColours({ width, height, rgb }: Picture): IndexedPicture {
  const counts = new Map<number, number>()
  const colours = Uint32Array.from({ length: width * height }, (_, pixel) => {
    const colour = (rgb[pixel * 3]! << 16) | (rgb[pixel * 3 + 1]! << 8) | rgb[pixel * 3 + 2]!
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
    return colour
  })
  const boxes = cut([...counts].map(([colour, count]) => ({ colour, count })))
  const indexOf = new Map(boxes.flatMap((box, index) => box.map(({ colour }) => [colour, index] as const)))
  return {
    ...{ width, height },
    indexes: Uint8Array.from(colours, (colour) => indexOf.get(colour)!),
    palette: Uint8Array.from(boxes.flatMap(meanOf)),
  }
}

/** Halves the box that differs most in itself until there are enough. */
function cut(all: Counted[]): Counted[][] {
  const boxes = [all]
  while (boxes.length < MOST) {
    const spreads = boxes.map(spreadOf)
    const widest = spreads.reduce(
      (most, { error }, index) => (error > spreads[most]!.error ? index : most),
      0,
    )
    if (boxes[widest]!.length < 2) return boxes
    boxes.push(...halve(boxes.splice(widest, 1)[0]!, spreads[widest]!.shift))
  }
  return boxes
}

const SHIFTS = [16, 8, 0]
const channel = (colour: number, shift: number) => (colour >> shift) & 255

/** The channel in which the colours of a box differ most, and by how much in all its pixels. */
function spreadOf(box: readonly Counted[]): { readonly shift: number; readonly error: number } {
  const pixels = box.reduce((sum, { count }) => sum + count, 0)
  const errors = SHIFTS.map((shift) => {
    const mean = box.reduce((sum, { colour, count }) => sum + channel(colour, shift) * count, 0) / pixels
    // Seldom colours count by the root of their number: a few pixels of red are what is looked at.
    const error = box.reduce(
      (sum, { colour, count }) => sum + (channel(colour, shift) - mean) ** 2 * Math.sqrt(count),
      0,
    )
    return { shift, error }
  })
  return errors.reduce((most, one) => (one.error > most.error ? one : most))
}

function halve(box: readonly Counted[], shift: number): [Counted[], Counted[]] {
  const sorted = box.toSorted((left, right) => channel(left.colour, shift) - channel(right.colour, shift))
  const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2
  let before = 0
  let at = 0
  while (at < sorted.length - 1 && (at === 0 || before + sorted[at]!.count <= half))
    before += sorted[at++]!.count
  return [sorted.slice(0, at), sorted.slice(at)]
}

function meanOf(box: readonly Counted[]): number[] {
  const pixels = box.reduce((sum, { count }) => sum + count, 0)
  return SHIFTS.map((shift) =>
    Math.round(box.reduce((sum, { colour, count }) => sum + channel(colour, shift) * count, 0) / pixels),
  )
}
