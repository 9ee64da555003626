/** Why a run has no result. Step Functions shows the name as the execution's error and the message as its cause. */

/** Nothing was listed, or nothing but what is not the job's. */
export class NoObjects extends Error {
  override readonly name = "NoObjects"
}

/** More objects failed, or more records were rejected, than the run tolerates. */
export class ToleranceExceeded extends Error {
  override readonly name = "ToleranceExceeded"
}

/** The batches were made by another version of the job than the one that reduces them. */
export class MixedVersions extends Error {
  override readonly name = "MixedVersions"
}

/** The objects listed are not those accounted for: a result might lack some without saying so. */
export class NotReconciled extends Error {
  override readonly name = "NotReconciled"
}

/** A file that the map run wrote is not what it should be. */
export class InvalidMapResults extends Error {
  override readonly name = "InvalidMapResults"
}

/** Other runs published the same result again and again while this one tried to. */
export class PublishingContended extends Error {
  override readonly name = "PublishingContended"
}
