import { layOutRecord } from "@mapfold/core/decode/decode-record"
import { type Checked, makeBatchCheck } from "./check-batch.ts"
import type { Comparison } from "./comparison.ts"
import { compareWithCsvParse } from "./csv-parse-differences.ts"
import { Finding } from "./finding.ts"
import type { FuzzCase } from "./fuzz-case.ts"
import { compareDocument, compareLines } from "./json-parse-differences.ts"
import { SUBJECTS, type SubjectName } from "./subjects.ts"

/** Every so many cases the good objects are processed once more, alone. */
const AGAIN_EVERY = 3
/** Larger objects are not read a second time by others: they say nothing new, slowly. Bytes. */
const MOST_COMPARED = 200_000

export type CaseReport = Checked & { readonly comparisons: readonly Comparison<string>[] }

/** Runs cases one after another; throws a `Finding`, or whatever Mapfold's code throws. */
export function makeCaseCheck() {
  const checkBatch = makeBatchCheck()
  return async function checkCase(fuzzCase: FuzzCase, index: number): Promise<CaseReport> {
    const checked = await checkBatch(fuzzCase, index % AGAIN_EVERY === 0)
    const comparisons: Comparison<string>[] = []
    for (const { key, bytes, isZipped } of fuzzCase.objects) {
      if (isZipped || bytes.length > MOST_COMPARED) continue
      const comparison = compare(fuzzCase.subject, bytes)
      if (comparison.verdict === "mistake") throw new Finding(`${key}: ${comparison.message}`)
      comparisons.push(comparison)
    }
    return { ...checked, comparisons }
  }
}

function compare(subject: SubjectName, bytes: Uint8Array): Comparison<string> {
  const { job } = SUBJECTS[subject]
  if (job.format.kind === "csv") return compareWithCsvParse(bytes)
  const keys = layOutRecord(job.record).columns
  return job.format.kind === "json" ? compareDocument(bytes, keys) : compareLines(bytes, keys)
}
