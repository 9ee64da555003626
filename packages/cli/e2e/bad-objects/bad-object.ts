/** A reading that is kept: station, date, value in tenths. */
export type Kept = readonly [station: string, date: string, tenths: number]

/** A record that is rejected. `raw` is compared only where it is given. */
export type Rejected = {
  readonly line: number
  readonly column: string | null
  readonly rule: string
  readonly value: string | null
  readonly raw?: string
}

/** An object's bytes, and what has to become of it. */
export type BadObject = { readonly bytes: string | Uint8Array } & (
  | { readonly kept: readonly Kept[]; readonly rejected?: readonly Rejected[] }
  | { readonly error: string; readonly message: RegExp }
)

/** By key. */
export type BadObjects = Readonly<Record<string, BadObject>>

/** Bytes that no text has; the same each time. */
export function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state >> 16
  })
}

/** A byte for each character, so that any byte can be written: `\xff`. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1")
}

/** A key of 1,024 bytes, the most that S3 takes, in parts that a file system takes. */
export function longKey(end: string): string {
  const folders = `${"k".repeat(200)}/`.repeat(4)
  return `${folders}${"k".repeat(1_024 - folders.length - end.length)}${end}`
}
