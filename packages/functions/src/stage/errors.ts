/** No stage of this name has been deployed where it was looked for. */
export class NoSuchStage extends Error {
  override readonly name = "NoSuchStage"
}

/** What describes the stage cannot be read by this Mapfold. */
export class InvalidStage extends Error {
  override readonly name = "InvalidStage"
}

export class NoRegion extends Error {
  override readonly name = "NoRegion"
  /** `region` is what there is, and is none. */
  constructor(region = "") {
    super(
      `${region === "" ? "there is no AWS Region" : `${JSON.stringify(region)} is no AWS Region`}: give --region, or set AWS_REGION (or a Region in the profile of AWS_PROFILE)`,
    )
  }
}
