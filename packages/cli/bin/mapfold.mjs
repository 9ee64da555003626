#!/usr/bin/env node
// The default import: a Node too old to have a compile cache could not even load this file if it were imported by name.
import module from "node:module"

// Plain JavaScript, so that a Node too old to run TypeScript gets a sentence instead of a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 24) {
  console.error(
    `mapfold needs Node 24 and this is ${major}.${minor}: start it with "npx mapfold" in a workspace that is set up ("npm run setup").`,
  )
  process.exit(2)
}
module.enableCompileCache()
await import("../src/main.ts")
