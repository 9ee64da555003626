/** The program of a stage could not be evaluated: a message of its own, or of SST. */
export class EvaluationFailed extends Error {
  override readonly name = "EvaluationFailed"
}

/** `.sst/platform` is missing, and could not be made. */
export class PlatformMissing extends Error {
  override readonly name = "PlatformMissing"
}
