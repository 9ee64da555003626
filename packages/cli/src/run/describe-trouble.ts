import { describeFailure, describeReject } from "@mapfold/core/report/describe"
import { count, countOf } from "../quantities.ts"
import type { Trouble } from "./trouble.ts"

/** What the command line says of failures and rejects: `5`, `2%`. */
export type Tolerated = { readonly objects: string; readonly records: string }

/** The first failures, then the first rejects, each group under a line that counts them. No line for what there is none of. */
export function describeTrouble({ failures, rejects }: Trouble, tolerated: Tolerated): string[] {
  const lines: string[] = []
  if (failures.total > 0) {
    lines.push(`${share(failures, "object")} failed (tolerated: ${tolerated.objects}):`)
    lines.push(...listSome(failures.examples.map(describeFailure), failures.total))
  }
  if (rejects.total > 0) {
    const rules = Object.entries(rejects.byRule).map(([rule, times]) => `${rule} ${count(times)}`)
    const where = `in ${countOf(rejects.objects, "object")}, by rule: ${rules.join(", ")}`
    lines.push(`${share(rejects, "record")} rejected (tolerated: ${tolerated.records}), ${where}:`)
    lines.push(...listSome(rejects.examples.map(describeReject), rejects.total))
  }
  return lines
}

/** `1 of 51 objects`, `3 objects`. */
function share({ total, of }: { readonly total: number; readonly of: number | null }, noun: string): string {
  return of === null ? countOf(total, noun) : `${count(total)} of ${countOf(of, noun)}`
}

function listSome(sentences: readonly string[], total: number): string[] {
  const more = total - sentences.length
  return [...sentences, ...(more > 0 ? [`and ${count(more)} more`] : [])].map((sentence) => `  ${sentence}`)
}
