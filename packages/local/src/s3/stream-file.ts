import { closeSync, fstatSync, read } from "node:fs"
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
    if (bytesRead === 0 || at > last) checkUnchanged(file, bytesRead)
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

function checkUnchanged({ bucket, key, descriptor, stats }: ReadFile, count: number): void {
  const now = fstatSync(descriptor, { bigint: true })
  if (count === 0 || hasChanged(stats, now)) throw new ObjectChanged(bucket, key, etagOf(stats), etagOf(now))
}
