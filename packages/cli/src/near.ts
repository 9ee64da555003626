import { relative } from "node:path"

/** A path as short as it can be said from here. */
export function near(path: string): string {
  const short = relative(process.cwd(), path)
  return short === "" || short.startsWith("..") ? path : short
}
