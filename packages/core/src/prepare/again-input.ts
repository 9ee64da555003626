import type { Again } from "./prepare.ts"

/**
 * The input of a run that repairs another one or reduces it again: that run's own input and one field. What that run had
 * itself begun with is left out, since its children say it.
 */
export function againInput(input: unknown, { kind, run }: Again): Record<string, unknown> {
  const fields = typeof input === "object" && input !== null && !Array.isArray(input) ? input : {}
  const own = Object.entries(fields).filter(([name]) => name !== "repairs" && name !== "reduces")
  return Object.fromEntries([...own, [kind, run]])
}
