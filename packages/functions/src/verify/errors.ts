/** The stage is not one that may be verified, or not now. Nothing was put there and no run was started. */
export class VerifyRefused extends Error {
  override readonly name = "VerifyRefused"
}

/** AWS did not come to what was waited for in the time that it was given. */
export class TookTooLong extends Error {
  override readonly name = "TookTooLong"
}

/** An answer of AWS that the next step cannot go on from. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer"
}
