/** A JSONata expression as a field of the definition. */
export function expression(jsonata: string): string {
  return `{% ${jsonata} %}`
}

/** JSONata that builds the key which `keyOf` makes for a run, from the run's name in `variable`. */
export function keyExpression(keyOf: (run: string) => string, variable: string): string {
  const marker = "<run>"
  const parts = keyOf(marker).split(marker)
  return expression(parts.map((part) => `'${part}'`).join(` & ${variable} & `))
}
