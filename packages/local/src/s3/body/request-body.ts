import type { IncomingMessage } from "node:http"
import type { ChecksumAlgorithm } from "../../store/object-record.ts"
import type { VerifiedRequest } from "../sigv4/verify-request.ts"
import { type BodyPlan, planBody } from "./body-plan.ts"
import type { Headers } from "./headers.ts"
import { type Received, receiveBody, receiveText } from "./receive-body.ts"

/** A request's body, which nobody has read yet. */
export type RequestBody = {
  /** What the request says of it. Throws an S3Error where that is wrong. */
  plan(): BodyPlan
  /** `algorithm` is that of the checksum to make where the request names none. */
  receive(
    write: (bytes: Uint8Array) => Promise<void> | void,
    algorithm?: ChecksumAlgorithm,
  ): Promise<Received>
  /** `told` is what says what the body must be, where some of the request's headers speak of something else. */
  receiveText(limit: number, told?: Headers): Promise<string>
}

/** `accept` is called before the first byte is read: a client may wait for it (`Expect: 100-continue`). */
export function makeRequestBody(
  message: IncomingMessage,
  headers: Headers,
  verified: VerifiedRequest,
  accept: () => void,
): RequestBody {
  let planned: BodyPlan | undefined
  const plan = () => {
    planned ??= planBody(headers, verified)
    return planned
  }
  const accepted = (found: BodyPlan) => {
    accept()
    return found
  }
  // Where reading ends early, the connection stays: the answer still has to go back on it.
  const pieces = () => message.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>
  return {
    plan,
    receive: (write, algorithm) => receiveBody(pieces(), accepted(plan()), write, algorithm),
    receiveText: (limit, told = headers) =>
      receiveText(pieces(), accepted(told === headers ? plan() : planBody(told, verified)), limit),
  }
}
