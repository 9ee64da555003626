import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { CACHE } from "../cache.ts"
import { makeCorpus } from "./corpus.ts"
import { makeCase } from "./fuzz-case.ts"

/** Writes the objects of a case into a folder, and how they are read; answers the folder. */
export function keepCase(seed: number, index: number): string {
  const folder = join(CACHE, "..", "fuzz", `${seed}-${index}`)
  mkdirSync(folder, { recursive: true })
  const { subject, objects } = makeCase(makeCorpus(), seed, index)
  for (const { key, bytes } of objects) writeFileSync(join(folder, key), bytes)
  const readings = objects.map(({ key, reading }) => ({ key, ...reading }))
  writeFileSync(join(folder, "case.json"), `${JSON.stringify({ seed, index, subject, readings }, null, 2)}\n`)
  return folder
}
