import type { PolicyStatement } from "./roles.ts"

/** One call of AWS, as IAM judges it. */
export type Call = {
  /** `s3:GetObject` */
  readonly action: string
  /** The ARN that it is for, or `*` where the action knows none. */
  readonly resource: string
  /** Values of condition keys: `{ "s3:prefix": "2025/" }`. */
  readonly context?: Readonly<Record<string, string>>
}

/**
 * Whether the statements allow a call, by IAM's rules as far as they are used here: an explicit denial wins, wildcards, and the
 * conditions StringEquals, StringLike and Bool. Throws on any other condition.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(statements: readonly PolicyStatement[], call: Call): boolean {
  const matching = statements.filter((statement) => isFor(statement, call))
  if (matching.some(({ effect }) => effect === "Deny")) return false
  return matching.some(({ effect }) => effect === "Allow")
}

function isFor({ actions, resources, conditions }: PolicyStatement, call: Call): boolean {
  return (
    // the names of actions have no case
    actions.some((action) => isLike(call.action.toLowerCase(), action.toLowerCase())) &&
    resources.some((resource) => isLike(call.resource, resource)) &&
    Object.entries(conditions).every(([test, values]) =>
      Object.entries(values).every(([variable, wanted]) => holds(test, wanted, call.context?.[variable])),
    )
  )
}

/** A key that the request lacks fulfils no condition. */
function holds(test: string, wanted: readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false
  switch (test) {
    case "StringEquals":
    case "Bool":
      return wanted.includes(value)
    case "StringLike":
      return wanted.some((pattern) => isLike(value, pattern))
    default:
      throw new TypeError(`the condition "${test}" is not known here: teach infra/evaluate/allows.ts`)
  }
}

/** `*` stands for any characters, `?` for one. */
function isLike(value: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&")
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(value)
}
