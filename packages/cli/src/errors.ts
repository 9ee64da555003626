/** The command line asks for something that cannot be done as it stands. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** A run was begun on AWS, and what becomes of it there cannot be told. Exit code 1. */
export class RunNotFollowed extends Error {
  override readonly name = "RunNotFollowed"
}
