import { describe, expect, test } from "vitest"
import { en } from "./en.ts"
import { ptBR } from "./pt-BR.ts"

/** Every text by its whole name, plural forms apart from their stem. */
function textsOf(texts: object, name = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${name}${key}`, value] as [string, string]]
      : textsOf(value, `${name}${key}.`),
  )
}

/** What is to be filled in, and the marks that are put around words. */
function placesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\w+\}\}|<\w+\/?>/g)].map(([place]) => place).sort()
}

const english = new Map(textsOf(en))
const portuguese = new Map(textsOf(ptBR))

describe("the two languages", () => {
  test("say the same things, but for the plural that English has not", () => {
    const common = [...portuguese.keys()].filter((key) => !key.endsWith("_many"))
    expect(common.sort()).toEqual([...english.keys()].sort())
  })

  test("fill in the same values", () => {
    const differing = [...english].filter(([key, text]) => {
      const other = portuguese.get(key) ?? ""
      return JSON.stringify(placesOf(text)) !== JSON.stringify(placesOf(other))
    })
    expect(differing.map(([key]) => key)).toEqual([])
  })

  test("leave no text empty", () => {
    const empty = [...english, ...portuguese].filter(([, text]) => text.trim() === "")
    expect(empty).toEqual([])
  })
})
