import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs"
import { join } from "node:path"

/** Lists, opens and reads every file of the folder into one buffer and looks at none: no reader can be faster. */
export function readBytes(folder: string): null {
  let buffer = new Uint8Array(1 << 20)
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), "r")
    try {
      const { size } = fstatSync(file)
      if (size > buffer.length) buffer = new Uint8Array(size)
      let filled = 0
      for (let count = 1; count > 0 && filled < size; filled += count) {
        count = readSync(file, buffer, filled, size - filled, -1)
      }
    } finally {
      closeSync(file)
    }
  }
  return null
}
