// What a worker thread begins with. Plain JavaScript, which needs no types stripped: with the compile cache on from the
// first line, all that follows comes from it, and the machinery that strips types (60 ms) is not even started.
import { enableCompileCache, flushCompileCache } from "node:module"

enableCompileCache()
await import("./worker.ts")

// A worker is ended, not left to exit: it would never write what it has compiled.
flushCompileCache()
