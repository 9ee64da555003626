import { parseArgs } from "node:util"
import { keepCase } from "./keep-case.ts"
import { type FuzzOutcome, runFuzzer } from "./run-fuzzer.ts"
import { listCounts, type Totals } from "./totals.ts"

const USAGE = `npm run fuzz -- [--minutes 2 | --seconds 120] [--seed N] [--case I]

Reads made files of weather and web logs, mutated, as CSV, JSON Lines, JSON documents and gzip, in pieces of any size, with
sources that break off; compares what comes out with the good objects alone, with csv-parse and with JSON.parse.
--seed and --case run one case again.`

/** Below this a run is too short to say anything of memory. Milliseconds. */
const MEMORY_COUNTS_FROM = 60_000

process.exitCode = await main()

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string" },
        seconds: { type: "string" },
        seed: { type: "string" },
        case: { type: "string" },
        help: { type: "boolean" },
      },
    })
    return values
  } catch (error) {
    console.error(`fuzz: ${(error as Error).message}\n\n${USAGE}`)
    return null
  }
}

async function main(): Promise<number> {
  const values = readArguments()
  if (values === null) return 1
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const seed =
    values.seed === undefined ? Math.floor(Math.random() * 0x1_0000_0000) : whole("--seed", values.seed)
  const seconds = values.seconds ?? String(60 * number("--minutes", values.minutes ?? "2"))
  const only = values.case === undefined ? null : whole("--case", values.case)
  console.log(`fuzz: seed ${seed}`)
  const outcome = await runFuzzer({
    seed,
    milliseconds: number("--seconds", seconds) * 1_000,
    only,
    progress: (totals) => console.log(`  ${countCases(totals)}`),
  })
  return report(seed, outcome)
}

function report(seed: number, { totals, milliseconds, memory, finding }: FuzzOutcome): number {
  const seconds = milliseconds / 1_000
  const { early, late, most, limit } = memory
  console.log(
    `${countCases(totals)} in ${seconds.toFixed(1)} s, ${Math.round(totals.objects / seconds)} objects a second`,
  )
  console.log(`failed objects: ${listCounts(totals.failed)}`)
  console.log(`compared with csv-parse and JSON.parse: ${listCounts(totals.compared)}`)
  console.log(
    `resident memory: early ${early} MB, late ${late} MB, at most ${most} MB; late may be ${limit} MB`,
  )
  if (finding !== null) {
    console.error(`\nfuzz: case ${finding.index}: ${finding.message}`)
    console.error(`its objects are in ${keepCase(seed, finding.index)}`)
    console.error(`run it again: npm run fuzz -- --seed ${seed} --case ${finding.index}`)
    console.error(
      `all up to it: npm run fuzz -- --seed ${seed} --minutes ${Math.ceil(milliseconds / 60_000) + 1}`,
    )
    return 1
  }
  if (milliseconds >= MEMORY_COUNTS_FROM && late > limit) {
    console.error(`\nfuzz: memory grows: run it again with --seed ${seed}`)
    return 1
  }
  return 0
}

function countCases({ cases, objects, rows }: Totals): string {
  const [a, b, c] = [cases, objects, rows].map((count) => count.toLocaleString("en"))
  return `${a} cases, ${b} objects, ${c} rows`
}

function whole(flag: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new TypeError(`${flag} is "${text}" and takes a whole number`)
}

function number(flag: string, text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 86_400) return value
  throw new TypeError(`${flag} is "${text}" and takes a number above 0`)
}
