import { BLOCK_ROWS } from "../rows/row-block.ts"
import { compileKernel, makeScanMemory, type ScanMemory } from "../rows/scan-memory.ts"
import { kernel } from "./json-kernel.wasm.ts"

type Exports = {
  configure(...numbers: readonly number[]): void
  begin(layout: number, firstLine: number): void
  isClosed(): number
  scan(from: number, end: number, atEnd: number): number
  readonly position: WebAssembly.Global
  readonly line: WebAssembly.Global
  readonly broken: WebAssembly.Global
}

/** The compiled scanner of kernel/json-scan.ts, with its memory. */
export type JsonKernel = { readonly scan: ScanMemory; readonly scanner: Exports }

let compiled: WebAssembly.Module | undefined

/** A scanner for the given keys: a slot each. */
export function makeJsonKernel(keys: readonly string[], windowBytes: number): JsonKernel {
  compiled ??= compileKernel(kernel)
  const encoded = keys.map((key) => new TextEncoder().encode(key))
  const directoryBytes = keys.length * 8
  const keyBytes = encoded.reduce((sum, bytes) => sum + bytes.length, 0)
  const scan = makeScanMemory(keys.length, directoryBytes + keyBytes, windowBytes)
  const { memory, tables, extraAt } = scan
  const directory = new Int32Array(memory.buffer, extraAt, keys.length * 2)
  let free = extraAt + directoryBytes
  for (const [slot, bytes] of encoded.entries()) {
    directory.set([free, bytes.length], slot * 2)
    new Uint8Array(memory.buffer, free, bytes.length).set(bytes)
    free += bytes.length
  }
  const instance = new WebAssembly.Instance(compiled, { env: { memory } })
  const scanner = instance.exports as unknown as Exports
  const { starts, ends, rowStarts, rowEnds, lines, flags } = tables
  scanner.configure(keys.length, BLOCK_ROWS, starts, ends, rowStarts, rowEnds, lines, flags, extraAt)
  return { scan, scanner }
}
