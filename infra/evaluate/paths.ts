import { join } from "node:path"

/** Where the repository lies. */
export const ROOT = join(import.meta.dirname, "..", "..")

/** Where `sst install` puts SST's components and what they need, beside sst.config.ts. */
export function platformOf(folder: string): string {
  return join(folder, ".sst", "platform")
}

export const PLATFORM = platformOf(ROOT)
