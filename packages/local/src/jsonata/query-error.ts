/** An error of an evaluation in the shape of JSONata's own; without a code, the message stands for itself. */
export type QueryError = { readonly code?: string; readonly message: string }

/** `. T1006: Attempted to invoke a non-function`, or `: memory limit exceeded`: what AWS puts behind its sentence. */
export function describeQueryError(error: unknown): string {
  if (typeof error !== "object" || error === null) return `: ${String(error)}`
  const { code, message } = error as { code?: unknown; message?: unknown }
  // such as ERR_STRING_TOO_LONG, which is Node's
  const isJsonata = typeof code === "string" && /^[A-Z]\d{4}$/.test(code)
  return isJsonata ? `. ${code}: ${String(message)}` : `: ${String(message)}`
}
