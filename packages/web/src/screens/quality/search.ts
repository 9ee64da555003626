/** The screen has no choices: what it is compared with is the run before. */
export type QualitySearch = Readonly<Record<never, never>>

export function readQualitySearch(): QualitySearch {
  return {}
}
