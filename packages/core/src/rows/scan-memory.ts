import { BLOCK_ROWS } from "./row-block.ts"

/** The kernels read 16 bytes at a time, past the end of what they are given. */
const PADDING = 16
const PAGE = 65_536

/**
 * A kernel's memory: the tables that it fills first, then the window with the object's bytes, which can grow. Addresses
 * are bytes from the memory's start.
 */
export type ScanMemory = {
  readonly memory: WebAssembly.Memory
  readonly windowAt: number
  readonly tables: TableAddresses
  /** Where the bytes that `extraBytes` asked for begin. */
  readonly extraAt: number
  /** Views of the memory; made anew when it grows. */
  views(): ScanViews
  /** Makes the window at least this many bytes long, keeping what is in it. */
  growWindow(bytes: number): void
  /** Makes it as long as it was at first, so that no object is read otherwise for what stood in an earlier one. */
  resetWindow(): void
}

type TableAddresses = {
  readonly starts: number
  readonly ends: number
  readonly rowStarts: number
  readonly rowEnds: number
  readonly lines: number
  readonly flags: number
}

export type ScanViews = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly windowEnd: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly rowStarts: Int32Array
  readonly rowEnds: Int32Array
  readonly lines: Int32Array
  readonly flags: Uint8Array
}

/** Tables for blocks of `BLOCK_ROWS` rows of `slotCount` slots, `extraBytes` for the kernel's own, and the window. */
export function makeScanMemory(slotCount: number, extraBytes: number, windowBytes: number): ScanMemory {
  // The first kilobyte stays free: the kernel's own statics, and address 0 for "no field".
  let free = 1024
  const take = (bytes: number): number => {
    const address = free
    free += Math.ceil(bytes / 16) * 16
    return address
  }
  const tables = {
    starts: take(slotCount * BLOCK_ROWS * 4),
    ends: take(slotCount * BLOCK_ROWS * 4),
    rowStarts: take(BLOCK_ROWS * 4),
    rowEnds: take(BLOCK_ROWS * 4),
    lines: take(BLOCK_ROWS * 4),
    flags: take(BLOCK_ROWS),
  }
  const extraAt = take(extraBytes)
  const windowAt = free
  const memory = new WebAssembly.Memory({ initial: Math.ceil((windowAt + windowBytes + PADDING) / PAGE) })

  const makeViews = (windowEnd: number): ScanViews => {
    const { buffer } = memory
    return {
      bytes: new Uint8Array(buffer),
      windowEnd,
      starts: new Int32Array(buffer, tables.starts, slotCount * BLOCK_ROWS),
      ends: new Int32Array(buffer, tables.ends, slotCount * BLOCK_ROWS),
      rowStarts: new Int32Array(buffer, tables.rowStarts, BLOCK_ROWS),
      rowEnds: new Int32Array(buffer, tables.rowEnds, BLOCK_ROWS),
      lines: new Int32Array(buffer, tables.lines, BLOCK_ROWS),
      flags: new Uint8Array(buffer, tables.flags, BLOCK_ROWS),
    }
  }
  const firstEnd = windowAt + windowBytes
  let views = makeViews(firstEnd)
  return {
    memory,
    windowAt,
    tables,
    extraAt,
    views: () => views,
    growWindow(bytes) {
      const missing = windowAt + bytes + PADDING - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
      views = makeViews(windowAt + bytes)
    },
    resetWindow() {
      if (views.windowEnd !== firstEnd) views = makeViews(firstEnd)
    },
  }
}

/** Compiles a kernel that is given in base64. */
export function compileKernel(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}
