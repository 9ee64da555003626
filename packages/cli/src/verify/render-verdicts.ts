import type { Evidence } from "@mapfold/functions/verify/evidence"
import type { Judged } from "@mapfold/functions/verify/verify"
import { countOf } from "../quantities.ts"
import { makeVisible } from "../visible-text.ts"

const WORDS = { held: "held", broken: "did not hold", unchecked: "could not be checked" } as const
const WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length))
/** Characters of AWS's answer where it is as it was taken to be; all of it is in the recorded cases. */
const ANSWER = 120

/** A line an assumption, numbered as in docs/assumptions.md; what does not hold is said in full. */
export function renderVerdicts(judged: readonly Judged[]): string {
  const names = Math.max(...judged.map(({ name }) => name.length))
  const lines = judged.map(({ name, verdict, answered }, at) => {
    const text = makeVisible(answered)
    const shown = verdict === "held" && text.length > ANSWER ? `${text.slice(0, ANSWER)}…` : text
    return `${String(at + 1).padStart(2)}  ${WORDS[verdict].padEnd(WIDTH)}  ${name.padEnd(names)}  ${shown}`
  })
  const broken = judged.filter(({ verdict }) => verdict === "broken")
  const count = (verdict: Judged["verdict"]) =>
    judged.filter((candidate) => candidate.verdict === verdict).length
  return [
    ...lines,
    "",
    `${countOf(judged.length, "assumption")}: ${count("held")} held, ${count("broken")} did not hold, ${count("unchecked")} could not be checked`,
    ...broken.map(({ name, claim }) => `${name} was: ${claim}. docs/assumptions.md says what breaks.`),
    "",
  ].join("\n")
}

const STEPS = ["refused", "repaired", "empty", "missing", "small", "stopped", "killed", "logs"] as const

/** What came to nothing, a sentence each. */
export function renderLost(evidence: Evidence): string[] {
  return STEPS.flatMap((step) => {
    const found = evidence[step]
    return "lost" in found ? [`the step "${step}" came to nothing: ${found.lost}`] : []
  })
}
