import { parseArgs } from "node:util"
import { benchEngine } from "./engine/bench-engine.ts"
import { BenchFailed } from "./errors.ts"
import { benchReader } from "./reader/bench-reader.ts"
import { benchSite } from "./site/bench-site.ts"

const USAGE = `npm run bench -- reader [--files 12000] [--rounds 5]
npm run bench -- engine [--children 10000] [--rounds 15]
npm run bench -- site [--batches 10000] [--rounds 5]

reader: reads a made year and answers the main job's question with Mapfold and with its peers, interleaved, in one run.
engine: runs maps of many children, with all that is kept of them, beside a peer's inline Map; then ten times as many, for
their memory.
site: what the status site's first page loads, how soon it answers, and how it moves through many batches, in Chromium.`

try {
  await main()
} catch (error) {
  if (!(error instanceof BenchFailed)) throw error
  console.error(`bench: ${error.message}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { positionals, values } = readArguments()
  if (values.help === true) return console.log(USAGE)
  // a turn of the engine takes moments: more of them settle the median
  const rounds = whole("--rounds", values.rounds ?? (positionals[0] === "engine" ? "15" : "5"))
  switch (positionals[0]) {
    case "reader":
      return benchReader({ files: whole("--files", values.files), rounds })
    case "engine":
      return benchEngine({ children: whole("--children", values.children), rounds })
    case "site":
      return benchSite({ batches: whole("--batches", values.batches), rounds })
    default:
      throw new BenchFailed(`name a benchmark:\n\n${USAGE}`)
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        files: { type: "string", default: "12000" },
        children: { type: "string", default: "10000" },
        batches: { type: "string", default: "10000" },
        rounds: { type: "string" },
      },
    })
  } catch (error) {
    throw new BenchFailed(`${(error as Error).message}\n\n${USAGE}`)
  }
}

function whole(flag: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new BenchFailed(`${flag} is "${text}" and takes a whole number from 1 on`)
}
