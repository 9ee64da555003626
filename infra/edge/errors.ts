/** The sign-in that the secrets give cannot be one. */
export class InvalidSignIn extends Error {
  override readonly name = "InvalidSignIn"
}
