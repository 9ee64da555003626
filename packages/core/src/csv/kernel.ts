import { MAX_COLUMNS } from "./header.ts"
import { scanKernel } from "./scan-kernel.wasm.ts"

/** Rows a block: enough that a call costs nothing, few enough that the tables stay in the cache. */
export const BLOCK_ROWS = 1024

/** Masks of a template and the slots' offsets in it, as kernel/scan.ts lays them out. */
const TEMPLATE_BYTES = 4 * 4096
/** The kernel reads 16 bytes at a time, past the end of what it is given. */
const PADDING = 16
const PAGE = 65_536

type Exports = {
  configure(...numbers: readonly number[]): void
  begin(firstLine: number): void
  scan(from: number, end: number, atEnd: number): number
  readonly position: WebAssembly.Global
  readonly line: WebAssembly.Global
  readonly unclosed: WebAssembly.Global
}

/** The compiled scanner with its memory: the tables first, then the window, which can grow. */
export type Kernel = {
  readonly scanner: Exports
  readonly windowAt: number
  /** Views of the memory; made anew when it grows. */
  views(): KernelViews
  /** Makes the window at least this many bytes long, keeping what is in it. */
  growWindow(bytes: number): void
  configure(delimiter: number, slots: Int32Array): void
}

export type KernelViews = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly windowEnd: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly rowStarts: Int32Array
  readonly rowEnds: Int32Array
  readonly lines: Int32Array
  readonly flags: Uint8Array
}

let compiled: WebAssembly.Module | undefined

export function makeKernel(slotCount: number, windowBytes: number): Kernel {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(scanKernel), (character) => character.charCodeAt(0)),
  )
  // Addresses, in bytes. The first kilobyte stays free for the kernel's own statics.
  let free = 1024
  const take = (bytes: number): number => {
    const address = free
    free += Math.ceil(bytes / 16) * 16
    return address
  }
  const slotsAt = take(MAX_COLUMNS * 4)
  const startsAt = take(slotCount * BLOCK_ROWS * 4)
  const endsAt = take(slotCount * BLOCK_ROWS * 4)
  const rowStartsAt = take(BLOCK_ROWS * 4)
  const rowEndsAt = take(BLOCK_ROWS * 4)
  const linesAt = take(BLOCK_ROWS * 4)
  const flagsAt = take(BLOCK_ROWS)
  const templateAt = take(TEMPLATE_BYTES + slotCount * 8)
  const windowAt = free
  const memory = new WebAssembly.Memory({ initial: Math.ceil((windowAt + windowBytes + PADDING) / PAGE) })
  const instance = new WebAssembly.Instance(compiled, { env: { memory } })
  const scanner = instance.exports as unknown as Exports

  const makeViews = (): KernelViews => {
    const { buffer } = memory
    return {
      bytes: new Uint8Array(buffer),
      windowEnd: buffer.byteLength - PADDING,
      starts: new Int32Array(buffer, startsAt, slotCount * BLOCK_ROWS),
      ends: new Int32Array(buffer, endsAt, slotCount * BLOCK_ROWS),
      rowStarts: new Int32Array(buffer, rowStartsAt, BLOCK_ROWS),
      rowEnds: new Int32Array(buffer, rowEndsAt, BLOCK_ROWS),
      lines: new Int32Array(buffer, linesAt, BLOCK_ROWS),
      flags: new Uint8Array(buffer, flagsAt, BLOCK_ROWS),
    }
  }
  let views = makeViews()
  return {
    scanner,
    windowAt,
    views: () => views,
    growWindow(bytes) {
      const missing = windowAt + bytes + PADDING - memory.buffer.byteLength
      if (missing <= 0) return
      memory.grow(Math.ceil(missing / PAGE))
      views = makeViews()
    },
    configure(delimiter, slots) {
      new Int32Array(memory.buffer, slotsAt, slots.length).set(slots)
      const tables = [slotsAt, startsAt, endsAt, rowStartsAt, rowEndsAt, linesAt, flagsAt, templateAt]
      scanner.configure(delimiter, slots.length, slotCount, BLOCK_ROWS, ...tables)
    },
  }
}
