import { InvalidArgumentError, Option } from "commander"
import * as z from "zod"
import { UsageError } from "../errors.ts"

/** A job's param as a flag of `mapfold run <job>`. */
export type ParamFlag = { readonly param: string; readonly option: Option; readonly required: boolean }

/** What of JSON Schema a param's flag is made from. */
const ParamSchema = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.unknown()).optional(),
})
type ParamSchema = z.infer<typeof ParamSchema>

/** One flag a param: `{ year: z.int() }` is `--year <integer>`, `perStation` is `--per-station`. */
export function paramFlags(params: z.ZodObject): ParamFlag[] {
  const schema = z.toJSONSchema(params, { io: "input", unrepresentable: "any" })
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).map(([param, property]) => {
    const described = ParamSchema.parse(property)
    const kind = described.type ?? "value"
    const option = new Option(
      `--${kebab(param)} <${described.format ?? kind}>`,
      describe(described, required.has(param)),
    )
    option.argParser((text) => parseParam(kind, text))
    return { param, option, required: required.has(param) }
  })
}

/**
 * The params among the options that commander parsed; those not given are left out. Throws a UsageError where one is
 * missing: commander itself would complain of it before it looks for misspelt flags.
 */
export function readParams(
  flags: readonly ParamFlag[],
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const missing = flags.filter(
    ({ option, required }) => required && options[option.attributeName()] === undefined,
  )
  if (missing.length > 0) {
    const named = missing.map(({ option }) => `${option.flags}, ${option.description}`)
    throw new UsageError(`${missing.length > 1 ? "flags are" : "a flag is"} missing: ${named.join("; ")}`)
  }
  const given = flags.map(({ param, option }) => [param, options[option.attributeName()]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** A job's params as they would be given on a command line. */
export function paramWords(params: z.ZodObject, values: Readonly<Record<string, unknown>>): string[] {
  return paramFlags(params).flatMap(({ param, option }) =>
    values[param] === undefined ? [] : [option.long ?? "", String(values[param])],
  )
}

/** As the schema's type says; whether the value is in its range is for the schema to say. */
function parseParam(kind: string, text: string): unknown {
  if (kind === "integer")
    return parseNumber(text, /^-?\d{1,15}$/, "it must be a whole number, for example 2025")
  if (kind === "number")
    return parseNumber(text, /^-?\d{1,15}(\.\d+)?$/, "it must be a number, for example 12.5")
  if (kind !== "boolean") return text
  if (text === "true" || text === "false") return text === "true"
  throw new InvalidArgumentError('it must be "true" or "false"')
}

function parseNumber(text: string, grammar: RegExp, advice: string): number {
  if (!grammar.test(text)) throw new InvalidArgumentError(advice)
  return Number(text)
}

function describe(schema: ParamSchema, required: boolean): string {
  const range =
    isBound(schema.minimum) && isBound(schema.maximum) ? [`${schema.minimum} to ${schema.maximum}`] : []
  const choices = schema.enum === undefined ? [] : [schema.enum.join(", ")]
  const otherwise = schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]
  const notes = [...range, ...choices, ...otherwise, ...(required ? ["required"] : [])].join("; ")
  return `${schema.description ?? "a param of the job"}${notes === "" ? "" : ` (${notes})`}`
}

/** Every whole number has bounds, those of exact doubles: they tell nobody anything. */
function isBound(bound: number | undefined): boolean {
  return bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
