import { readFileSync } from "node:fs"
import { estimateCost } from "@mapfold/core/plan/estimate-cost"
import { PRICES } from "@mapfold/core/plan/prices"
import { expect, test } from "vitest"

const text = readFileSync(new URL("../../../../docs/deploy.md", import.meta.url), "utf8")
const memory = { prepare: 512, process: 1_769, reduce: 3_008 }
const year = estimateCost({ objects: 12_311, bytes: 938e6, batches: 25, memory })
const archive = estimateCost({ objects: 558_000, bytes: 37e9, batches: 1_116, memory })

/** Dollars of the two runs in the rows whose first cell matches, summed. */
function dollars(rows: RegExp): [number, number] {
  const found = text
    .split("\n")
    .filter((line) => line.startsWith("|") && rows.test(line.split("|")[1]!.replaceAll("*", "").trim()))
    .map((line) => [...line.matchAll(/\$([\d.]+)\**(?= \|)/g)].slice(-2).map(([, amount]) => Number(amount)))
  return [0, 1].map((at) => found.reduce((sum, row) => sum + row[at]!, 0)) as [number, number]
}

test.each([
  ["lambda", /^Lambda, (GB-s|calls) at/],
  ["stepFunctions", /^(transitions|EXPRESS children|their GB-s) at/],
  ["s3", /^S3 (GET|PUT|LIST) at/],
  ["logs", /^logs, GB at/],
  ["total", /^a run$/],
] as const)("docs/deploy.md says what %s costs as a plan does", (part, rows) => {
  const [ofYear, ofArchive] = dollars(rows)
  expect(ofYear).toBeCloseTo(year[part], 4)
  expect(ofArchive).toBeCloseTo(archive[part], 4)
})

test("docs/deploy.md says of when and where its prices are", () => {
  expect(text).toContain(`List prices of ${PRICES.region} in US dollars, as of ${PRICES.asOf}`)
})
