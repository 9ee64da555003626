/** A cause as a person should read it: a function's own message where it is a function's answer, else as it is. */
export function readableCause(cause: string): string {
  if (!cause.startsWith("{")) return cause
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown }
    return typeof errorMessage === "string" ? errorMessage : cause
  } catch {
    return cause
  }
}
