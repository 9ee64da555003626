import { closeSync, fstatSync, read, readSync } from "node:fs"
import { Readable } from "node:stream"
import { promisify } from "node:util"
import { ObjectChanged } from "@mapfold/core/store/errors"
import { etagOf } from "../store/folder-etag.ts"
import { hasChanged, type OpenedFile } from "../store/folder-reader.ts"
import type { Range } from "./range.ts"

/** Bytes that are read at once: few calls, and little to keep for each of many readers. */
const PIECE = 256 * 1024

const readAt = promisify(read)

type ReadFile = OpenedFile & { readonly bucket: string; readonly key: string }

/**
 * The bytes of a range of a file, which is closed when the stream is. What was written to meanwhile breaks off before the last
 * of them, so that nobody takes a mixture for an object.
 */
export function streamFile(file: ReadFile, { first, last }: Range): Readable {
  let at = first
  let reading: Promise<void> = Promise.resolve()

  async function readNext(stream: Readable): Promise<void> {
    if (at > last) {
      stream.push(null)
      return
    }
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, last - at + 1))
    const { bytesRead } = await readAt(file.descriptor, buffer, 0, buffer.length, at)
    at += bytesRead
    if (bytesRead === 0 || at > last) checkUnchanged(file, last - at + 1)
    stream.push(buffer.subarray(0, bytesRead))
  }

  return new Readable({
    highWaterMark: PIECE,
    read() {
      reading = readNext(this).catch((error) => {
        this.destroy(error)
      })
    },
    destroy(error, callback) {
      // Not under a read: the system gives the descriptor to the next file that is opened.
      reading.finally(() => {
        closeSync(file.descriptor)
        callback(error)
      })
    },
  })
}

/** The bytes of a small range of a file, which is closed. Throws `ObjectChanged` where it was written to meanwhile. */
export function readSmall(file: ReadFile, { first, last }: Range): Buffer {
  try {
    const bytes = Buffer.allocUnsafe(last - first + 1)
    let count = 0
    for (let more = -1; more !== 0 && count < bytes.length; count += more)
      more = readSync(file.descriptor, bytes, count, bytes.length - count, first + count)
    checkUnchanged(file, bytes.length - count)
    return bytes
  } finally {
    closeSync(file.descriptor)
  }
}

/** Whether a range is read at once: what is in the page cache is there sooner than a promise of it. */
export function isSmall({ first, last }: Range): boolean {
  return last - first < PIECE
}

/** `missing` bytes were there when it was opened, and are not. */
function checkUnchanged({ bucket, key, descriptor, stats }: ReadFile, missing: number): void {
  const now = fstatSync(descriptor, { bigint: true })
  if (missing > 0 || hasChanged(stats, now)) throw new ObjectChanged(bucket, key, etagOf(stats), etagOf(now))
}
