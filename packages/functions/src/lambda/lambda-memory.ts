import * as z from "zod"
import type { Memory } from "../reduce/measure-run.ts"

const Megabytes = z.int().min(1)
const Known = z.strictObject({ prepare: Megabytes, process: Megabytes, reduce: Megabytes })

/** What the functions of the stage have, from the environment that the deploy sets. */
export function readMemory({ MAPFOLD_MEMORY: text }: NodeJS.ProcessEnv): Memory {
  if (text === undefined)
    throw new TypeError(
      'MAPFOLD_MEMORY is not set: the deploy sets it; elsewhere it is such as {"prepare":512,"process":1769,"reduce":3008}',
    )
  return Known.parse(JSON.parse(text))
}
