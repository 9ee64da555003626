/**
 * How far each label is moved, in pixels, so that labels at these heights (pixels, any order) stand at least `gap` apart and
 * none is moved further than needed: neighbours that are too close share the way.
 */
export function labelOffsets(heights: readonly number[], gap: number): readonly number[] {
  const order = heights.map((_, index) => index).sort((left, right) => heights[left]! - heights[right]!)
  // Less its place times the gap, each may stand no higher than the one before: blocks that would are put together.
  const blocks: { readonly sum: number; readonly count: number }[] = []
  for (const [place, index] of order.entries()) {
    let block = { sum: heights[index]! - place * gap, count: 1 }
    for (
      let above = blocks.at(-1);
      above !== undefined && meanOf(above) > meanOf(block);
      above = blocks.at(-1)
    ) {
      block = { sum: block.sum + above.sum, count: block.count + above.count }
      blocks.pop()
    }
    blocks.push(block)
  }
  const settled = blocks.flatMap((block) => Array<number>(block.count).fill(meanOf(block)))
  const offsets = Array<number>(heights.length).fill(0)
  for (const [place, index] of order.entries())
    offsets[index] = settled[place]! + place * gap - heights[index]!
  return offsets
}

function meanOf({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / count
}
