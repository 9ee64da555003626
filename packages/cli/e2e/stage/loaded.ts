import { appendFileSync } from "node:fs"
import { registerHooks } from "node:module"

// Notes which of AWS's packages the command loads, in its workers too.
const file = process.env.MAPFOLD_TEST_LOADED

registerHooks({
  load(url, context, next) {
    const name = /\/node_modules\/(@aws-sdk\/client-[^/]+)\//.exec(url)?.[1]
    if (name !== undefined && file !== undefined) appendFileSync(file, `${name}\n`)
    return next(url, context)
  },
})
