/** The params of a run as one line: `year 2025, unit "F"`. Their names and values are a person's: show them as `Raw`. */
export function paramsText(params: Readonly<Record<string, unknown>> | null): string {
  const pairs = Object.entries(params ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return pairs.join(", ")
}
