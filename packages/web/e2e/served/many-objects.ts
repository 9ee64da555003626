import { linkSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** The year that the objects are of. */
export const MANY_YEAR = 2024

const HEADER = '"STATION","DATE","LATITUDE","LONGITUDE","NAME","TEMP"'

/**
 * Writes so many tiny station files of one row each into a home, as links to ten different ones; every `badEvery`-th lacks
 * its header and fails.
 */
export function writeManyObjects(home: string, count: number, badEvery: number): void {
  const folder = join(home, "input", String(MANY_YEAR))
  const models = join(home, "models")
  for (const name of [folder, models]) mkdirSync(name, { recursive: true })
  const rows = Array.from(
    { length: 10 },
    (_, day) => `"0100000000${day}","${MANY_YEAR}-06-1${day}","60.0","10.0","MADE ${day}","${60 + day}.5"`,
  )
  for (const [index, row] of rows.entries())
    writeFileSync(join(models, `good-${index}`), `${HEADER}\n${row}\n`)
  writeFileSync(join(models, "bad"), `${rows[0]}\n`)
  for (let index = 0; index < count; index++) {
    const model = index % badEvery === badEvery - 1 ? "bad" : `good-${index % rows.length}`
    linkSync(join(models, model), join(folder, `${String(index).padStart(5, "0")}.csv`))
  }
}
