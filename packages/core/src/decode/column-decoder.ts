import type { RowBlock } from "../rows/row-block.ts"
import type { Vector } from "../vectors/vector.ts"

/**
 * Decodes one field for all rows of a block at once, from bytes.
 *
 * A row whose bytes it does not take is marked in `untaken` (1) and goes to the schema, which rejects it or gives the
 * value that `set` then stores. It never takes what the schema would reject, nor gives another value.
 */
export type ColumnDecoder = {
  readonly vector: Vector
  /** `isOrdinary`: no row of the block is flagged. */
  decode(block: RowBlock, untaken: Uint8Array, isOrdinary: boolean): void
  set(row: number, value: unknown): void
}
