/** A field of the form, made of a property of the JSON Schema of a job's params. */
export type Field = {
  readonly name: string
  readonly kind: "integer" | "number" | "text" | "date" | "flag" | "choice" | "json"
  readonly description: string | null
  readonly isRequired: boolean
  /** Of a choice. */
  readonly choices: readonly string[]
  readonly min: number | null
  readonly max: number | null
  readonly pattern: RegExp | null
  /** What the job takes where nothing is said, as it would be typed; null where there is no such thing. */
  readonly fallback: string | null
}

/** The fields of a JSON Schema of an object, in its order. What it says of a property and this does not know is left to the API. */
export function readFields(schema: Readonly<Record<string, unknown>>): readonly Field[] {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(asRecord(schema.properties)).map(([name, property]) =>
    readField(name, asRecord(property), required.includes(name)),
  )
}

function readField(name: string, property: Readonly<Record<string, unknown>>, isNamed: boolean): Field {
  const fallback = property.default === undefined ? null : toTyped(property.default)
  const choices = Array.isArray(property.enum) ? property.enum.map(String) : []
  return {
    ...{ name, choices, fallback },
    kind: choices.length > 0 && isTexts(property.enum) ? "choice" : kindOf(property),
    description: typeof property.description === "string" ? property.description : null,
    isRequired: isNamed && fallback === null,
    min: numberOf(property.minimum),
    max: numberOf(property.maximum),
    pattern: typeof property.pattern === "string" ? patternOf(property.pattern) : null,
  }
}

function kindOf({ type, format }: Readonly<Record<string, unknown>>): Field["kind"] {
  if (type === "integer") return "integer"
  if (type === "number") return "number"
  if (type === "boolean") return "flag"
  if (type === "string") return format === "date" ? "date" : "text"
  return "json"
}

/** A value as it would be typed into its field. */
export function toTyped(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "")
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === "string")
}

function numberOf(value: unknown): number | null {
  // zod says of a whole number without limits that it is safe: no limit that a person would be told.
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null
}

/** Null where a browser cannot read it: the API still checks. */
function patternOf(source: string): RegExp | null {
  try {
    return new RegExp(source, "u")
  } catch {
    return null
  }
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {}
}
