/** What copies on AWS came to no end of its own; what has landed stays. */
export class CopyingFailed extends Error {
  override readonly name = "CopyingFailed"
}

/** A pull was begun on AWS, and what becomes of it there cannot be told. */
export class PullNotFollowed extends Error {
  override readonly name = "PullNotFollowed"
}

/** There is more to copy than one list can hold. */
export class TooMuchToPull extends Error {
  override readonly name = "TooMuchToPull"
}
