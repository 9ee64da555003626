import { makeColumn } from "./column.ts"

/** One of a few texts, each with its meaning: `{" ": "reported", "*": "derived"}`. The value is the meaning. */
export function flag<const Meaning extends string>(options: {
  readonly column: string
  readonly meanings: Readonly<Record<string, Meaning>>
}) {
  const { column, meanings } = options
  const byText = new Map<string, Meaning>(Object.entries(meanings))
  const known = [...byText.keys()].map((text) => JSON.stringify(text)).join(", ")
  return makeColumn<Meaning>(
    { kind: "flag", column, meanings },
    (text) => {
      const meaning = byText.get(text)
      return meaning === undefined ? { rule: "flag", message: `is none of ${known}` } : { value: meaning }
    },
    (value) => [...byText].find(([, meaning]) => meaning === value)?.[0] ?? "",
  )
}

/** A fixed row of 0 and 1, each with a name: the value says which are 1. */
export function bits<const Name extends string>(options: {
  readonly column: string
  readonly names: readonly Name[]
}) {
  const { column, names } = options
  return makeColumn<Readonly<Record<Name, boolean>>>(
    { kind: "bits", column, names },
    (text) => {
      if (text.length !== names.length || !/^[01]*$/.test(text)) {
        return { rule: "bits", message: `is not ${names.length} digits 0 or 1` }
      }
      const entries = names.map((name, index) => [name, text[index] === "1"])
      return { value: Object.fromEntries(entries) }
    },
    (value) => names.map((name) => (value[name] ? "1" : "0")).join(""),
  )
}
