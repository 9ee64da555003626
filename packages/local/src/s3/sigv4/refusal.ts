/** Why a request's signature does not let it pass. Each protocol has its own names for these. */
export type Reason =
  | "missing"
  | "unsupported"
  | "malformed"
  | "unknown-key"
  | "wrong-signature"
  | "skewed"
  | "expired"
  | "unsigned-header"

export class SignatureRefused extends Error {
  override readonly name = "SignatureRefused"
  readonly reason: Reason
  /** More that helps to find the fault: what was signed here, the times that were compared. */
  readonly details: Readonly<Record<string, string>>

  constructor(reason: Reason, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.reason = reason
    this.details = details
  }
}
