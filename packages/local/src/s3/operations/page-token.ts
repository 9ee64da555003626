import { invalidArgument } from "../s3-error.ts"

/** Tokens are opaque; this says that they are ours, and where the last page ended. */
export function writeToken(after: string): string {
  return Buffer.from(`1${after}`).toString("base64url")
}

/** Throws `InvalidArgument` for what is none of ours. */
export function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString()
  if (text.startsWith("1") && writeToken(text.slice(1)) === token) return text.slice(1)
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token)
}
