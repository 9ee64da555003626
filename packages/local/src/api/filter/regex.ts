import { LinearRegExp } from "../../jsonata/regex-engine.ts"
import { invalidParameter } from "../api-error.ts"

/** Whether a text holds a match, found in time linear in the text. Throws InvalidParameterException. */
export function readRegex(source: string): (text: string) => boolean {
  try {
    const regex = new LinearRegExp(new RegExp(source))
    return (text) => {
      regex.lastIndex = 0
      return regex.exec(text) !== null
    }
  } catch (error) {
    throw invalidParameter(`%${source}% is no regular expression: ${(error as Error).message}`)
  }
}
