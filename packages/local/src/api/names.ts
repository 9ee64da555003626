import { ApiError } from "./api-error.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]+$/u

/** A name of a machine or an execution, of 1 to 80 characters. Throws InvalidName. */
export function checkName(name: string): string {
  if (NAME.test(name)) return name
  throw new ApiError("InvalidName", `Invalid Name: '${name}'`)
}
