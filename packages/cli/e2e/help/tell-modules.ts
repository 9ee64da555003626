import { registerHooks } from "node:module"

// Loaded into the command before anything else (node --import): it tells each module on stderr that is loaded.
registerHooks({
  load(url, context, next) {
    process.stderr.write(`${url}\n`)
    return next(url, context)
  },
})
