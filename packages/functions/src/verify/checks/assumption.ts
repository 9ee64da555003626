import type { Evidence, Found } from "../evidence.ts"

/** What was found of an assumption, and what AWS answered. */
export type Verdict = {
  readonly verdict: "held" | "broken" | "unchecked"
  readonly answered: string
}

/** Something that Mapfold takes AWS to do. docs/assumptions.md says why, and what would break. */
export type Assumption = {
  /** As docs/assumptions.md and the recorded verdicts call it. */
  readonly name: string
  /** What is assumed, in a sentence without its full stop. */
  readonly claim: string
  check(evidence: Evidence): Verdict
}

/** Characters of an answer that are shown. */
const SHOWN = 400

export function held(answered: string): Verdict {
  return { verdict: "held", answered }
}

export function broken(answered: string): Verdict {
  return { verdict: "broken", answered }
}

export function unchecked(why: string): Verdict {
  return { verdict: "unchecked", answered: why }
}

/** The first complaint there is, else that it held. */
export function judge(complaints: readonly (string | null)[], answered: string): Verdict {
  const complaint = complaints.find((candidate) => candidate !== null)
  return complaint === undefined ? held(answered) : broken(complaint ?? "")
}

/** Null where it is so, else what there is in its place. */
export function expect(what: string, found: unknown, wanted: unknown): string | null {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)]
  return is === should ? null : `${what} is ${show(found)}, not ${show(wanted)}`
}

/** As JSON, cut. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** The verdict on what was found; where nothing was, why. */
export function of<T>(found: Found<T>, check: (value: T) => Verdict): Verdict {
  return "found" in found ? check(found.found) : unchecked(found.lost)
}
