import { join } from "node:path"

/** Where the repository lies. */
export const ROOT = join(import.meta.dirname, "..", "..")

/** SST's components and what they need, as `sst install` makes them. */
export const PLATFORM = join(ROOT, ".sst", "platform")
