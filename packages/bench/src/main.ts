import { parseArgs } from "node:util"
import { BenchFailed } from "./errors.ts"
import { benchReader } from "./reader/bench-reader.ts"

const USAGE = `npm run bench -- reader [--files 12000] [--rounds 5]

Reads a made year and answers the main job's question with Mapfold and with its peers, interleaved, in one run.`

try {
  await main()
} catch (error) {
  if (!(error instanceof BenchFailed)) throw error
  console.error(`bench: ${error.message}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      files: { type: "string", default: "12000" },
      rounds: { type: "string", default: "5" },
    },
  })
  if (positionals[0] !== "reader") throw new BenchFailed(`name a benchmark:\n\n${USAGE}`)
  await benchReader({ files: whole("--files", values.files), rounds: whole("--rounds", values.rounds) })
}

function whole(flag: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new BenchFailed(`${flag} is "${text}" and takes a whole number from 1 on`)
}
