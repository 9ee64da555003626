/** What the status API and `mapfold … --stage` say of what cannot be done; the sentence says what to do. */

export class NoSuchRun extends Error {
  override readonly name = "NoSuchRun"
  constructor(run: string) {
    super(
      `there is no run ${JSON.stringify(run.slice(0, 100))} here: check its name; AWS forgets runs 90 days after their end`,
    )
  }
}

export class NoSuchBatch extends Error {
  override readonly name = "NoSuchBatch"
  constructor(run: string, child: string) {
    super(`run "${run}" has no batch ${JSON.stringify(child.slice(0, 100))}`)
  }
}

/** What was asked for may come later. */
export class NotYet extends Error {
  override readonly name = "NotYet"
}

/** The run's state forbids it. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed"
}

/** What a page was asked to go on from is nothing that a page has answered. */
export class InvalidPage extends Error {
  override readonly name = "InvalidRequest"
  constructor(after: string) {
    super(`"after" is ${JSON.stringify(after.slice(0, 100))}: give what the page before answered as "next"`)
  }
}

export class Throttled extends Error {
  override readonly name = "Throttled"
}

export class AccessDenied extends Error {
  override readonly name = "AccessDenied"
}

/** Credentials that have run out, are wrong, or were never there: signing in mends all three. */
export class SessionExpired extends Error {
  override readonly name = "SessionExpired"
}

export class Unreachable extends Error {
  override readonly name = "Unreachable"
}
