import { registerHooks } from "node:module"

/** Packages that a job file anywhere on the disk can import: they are those that Mapfold itself runs with. */
const OURS = /^(zod(\/|$)|@mapfold\/core\/)/
const INSTALLED = "/node_modules/"

let isRegistered = false

/**
 * Lets modules of this thread that lie outside the workspace import `@mapfold/core/*` and `zod`, always the one copy that
 * is here: a column that another copy made would be unknown to this one. What a package under node_modules imports is its own.
 *
 * A `.ts` or `.js` file whose kind no package.json states is an ES module, without Node's warning that it had to find out.
 */
export function registerPackageHooks(): void {
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    resolve(specifier, context, next) {
      const isInstalled = context.parentURL?.includes(INSTALLED) === true
      if (!isInstalled && OURS.test(specifier)) {
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
      const resolved = next(specifier, context)
      const format = resolved.url.includes(INSTALLED) ? null : formatOf(resolved.url)
      return (resolved.format ?? format) === null
        ? resolved
        : { ...resolved, format: resolved.format ?? format }
    },
  })
}

function formatOf(url: string): string | null {
  if (!url.startsWith("file:")) return null
  if (url.endsWith(".ts")) return "module-typescript"
  return url.endsWith(".js") ? "module" : null
}
