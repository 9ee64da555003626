import { HTTPException } from "hono/http-exception"

/** A request that does not say what its route takes. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest"
}

/** A request that no page of this site made. */
export class ForeignRequest extends Error {
  override readonly name = "ForeignRequest"
}

/** A body that is larger than any that the API takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge"
  constructor(limit: number) {
    super(`the request's body has more than ${limit} bytes: nothing that this API takes is as long`)
  }
}

/** An address or a method that the API does not have. */
export class NoSuchRoute extends Error {
  override readonly name = "NoSuchRoute"
}

/** What was asked took longer than anybody waits. */
export class TimedOut extends HTTPException {
  override readonly name = "TimedOut"
  constructor(milliseconds: number) {
    const message = `there was no answer within ${milliseconds / 1_000} s: try again, and see whether AWS can be reached`
    super(504, { message })
  }
}
