import { appendFileSync, rmSync, writeFileSync } from "node:fs"
import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { count } from "@mapfold/core/measures/count"
import * as z from "zod"

// A job whose records say what its code does when it comes to them: `exit`, `sleep 300`, `remove /a/file`, …

const ACTIONS: Readonly<Record<string, (argument: string) => void>> = {
  sleep: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds))
  },
  throw: (message) => {
    throw new RangeError(message)
  },
  exit: () => process.exit(3),
  crash: () => {
    setTimeout(() => {
      throw new Error("behind the job's back")
    })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  },
  loop: () => {
    for (;;);
  },
  devour: () => {
    const held: number[][] = []
    for (;;) held.push(new Array<number>(1_000_000).fill(held.length))
  },
  remove: (file) => rmSync(file),
  append: (file) => appendFileSync(file, "more\n"),
  /** As long as it was, and other. */
  replace: (file) => writeFileSync(file, "what\nevil\n"),
}

export default defineJob({
  name: "acting",
  version: 1,
  title: "Does what its records say",
  params: z.strictObject({}),
  input: () => ({ prefix: "", suffix: ".csv" }),
  format: csv(),
  record: z.object({ what: text({ column: "what" }) }),
  derive: {
    done: ({ what }: { readonly what: string }) => {
      const [name = "", argument = ""] = what.split(/ (.*)/s)
      ACTIONS[name]?.(argument)
      return name
    },
  },
  key: ["done"],
  measures: { times: count() },
  row: ({ done, times }) => ({ done, times }),
})
