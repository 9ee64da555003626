/** What the form of a new run is filled with: the run's input without what it had begun with. */
export function requestText(request: unknown): string | undefined {
  if (typeof request !== "object" || request === null || Array.isArray(request)) return undefined
  const { repairs: _repairs, reduces: _reduces, ...fields } = request as Record<string, unknown>
  return JSON.stringify(fields)
}
