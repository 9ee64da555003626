import { BLOCK_ROWS } from "../rows/row-block.ts"
import { compileKernel, makeScanMemory, type ScanMemory } from "../rows/scan-memory.ts"
import { kernel } from "./csv-kernel.wasm.ts"
import { MAX_COLUMNS } from "./header.ts"

/** Masks of a template, as kernel/csv-scan.ts lays them out; the slots' offsets, 8 bytes each, follow. */
const TEMPLATE_BYTES = 4 * 4096

type Exports = {
  configure(...numbers: readonly number[]): void
  begin(firstLine: number): void
  scan(from: number, end: number, atEnd: number): number
  readonly position: WebAssembly.Global
  readonly line: WebAssembly.Global
  readonly unclosed: WebAssembly.Global
}

/** The compiled scanner of kernel/csv-scan.ts, with its memory. */
export type CsvKernel = {
  readonly scan: ScanMemory
  readonly scanner: Exports
  configure(delimiter: number, slots: Int32Array): void
}

let compiled: WebAssembly.Module | undefined

export function makeCsvKernel(slotCount: number, windowBytes: number): CsvKernel {
  compiled ??= compileKernel(kernel)
  const slotsBytes = MAX_COLUMNS * 4
  const scan = makeScanMemory(slotCount, slotsBytes + TEMPLATE_BYTES + slotCount * 8, windowBytes)
  const { memory, tables, extraAt } = scan
  const instance = new WebAssembly.Instance(compiled, { env: { memory } })
  const scanner = instance.exports as unknown as Exports
  return {
    scan,
    scanner,
    configure(delimiter, slots) {
      new Int32Array(memory.buffer, extraAt, slots.length).set(slots)
      const { starts, ends, rowStarts, rowEnds, lines, flags } = tables
      const addresses = [extraAt, starts, ends, rowStarts, rowEnds, lines, flags, extraAt + slotsBytes]
      scanner.configure(delimiter, slots.length, slotCount, BLOCK_ROWS, ...addresses)
    },
  }
}
