import type { Field } from "./fields.ts"

/** Why what was typed cannot be used. */
export type Fault =
  | { readonly kind: "missing" }
  | { readonly kind: "notWhole" }
  | { readonly kind: "notNumber" }
  | { readonly kind: "notDate" }
  | { readonly kind: "notLike" }
  | { readonly kind: "notJson" }
  | { readonly kind: "notTolerance" }
  | { readonly kind: "tooSmall"; readonly limit: number }
  | { readonly kind: "tooLarge"; readonly limit: number }

export type Checked = { readonly value: unknown } | { readonly fault: Fault }

/** What a field's text means; `undefined` where nothing was typed and the job needs nothing. */
export function checkValue(field: Field, typed: string): Checked {
  const text = typed.trim()
  if (text === "") return field.isRequired ? fault({ kind: "missing" }) : { value: undefined }
  switch (field.kind) {
    case "integer":
      return /^[+-]?\d+$/.test(text) ? checkRange(field, Number(text)) : fault({ kind: "notWhole" })
    case "number":
      return Number.isFinite(Number(text)) ? checkRange(field, Number(text)) : fault({ kind: "notNumber" })
    case "flag":
      return { value: text === "true" }
    case "json":
      return parseJson(text)
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(text)
        ? checkPattern(field, text, "notDate")
        : fault({ kind: "notDate" })
    case "text":
    case "choice":
      return checkPattern(field, text, "notLike")
  }
}

/** How much may fail: a number of things (5) or a share of all ("2.5%"); nothing typed is none. */
export function checkTolerance(typed: string): Checked {
  const text = typed.trim()
  if (text === "") return { value: undefined }
  if (/^\d{1,9}$/.test(text)) return { value: Number(text) }
  // As the run's own rule has it: up to four decimals, at most 100.
  return /^(100|\d{1,2}(\.\d{1,4})?)%$/.test(text) ? { value: text } : fault({ kind: "notTolerance" })
}

function checkRange({ min, max }: Field, value: number): Checked {
  if (min !== null && value < min) return fault({ kind: "tooSmall", limit: min })
  if (max !== null && value > max) return fault({ kind: "tooLarge", limit: max })
  return { value }
}

function checkPattern({ pattern }: Field, value: string, kind: "notDate" | "notLike"): Checked {
  return pattern === null || pattern.test(value) ? { value } : fault({ kind })
}

function parseJson(text: string): Checked {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return fault({ kind: "notJson" })
  }
}

function fault(fault: Fault): Checked {
  return { fault }
}
