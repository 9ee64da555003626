import { createHash } from "node:crypto"
import { FunctionFailed } from "../errors.ts"
import type { TestFunction } from "../interpreter/run-machine.fixture.ts"

/** What the recorded Python handlers do, by the handler's file and the first digits of its source's SHA-256. */
const STAND_INS: Readonly<Record<string, TestFunction>> = {
  "id_function.py d48ceb27": (event) => event,
  "raise_exception.py 26ed5813": () => {
    throw new FunctionFailed("Exception", "Some exception was raised.")
  },
}

export function standInFor(handler: string, source: string): TestFunction {
  const digits = createHash("sha256").update(source).digest("hex").slice(0, 8)
  const found = STAND_INS[`${handler} ${digits}`]
  if (found === undefined) throw new Error(`${handler} ${digits} has no stand-in yet:\n${source}`)
  return found
}
