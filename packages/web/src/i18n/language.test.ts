import { expect, test } from "vitest"
import { pickLanguage } from "./language.ts"

test.each([
  [null, ["pt-BR", "en"], "pt-BR"],
  [null, ["pt-PT"], "pt-BR"],
  [null, ["de", "en-GB", "pt"], "en"],
  [null, ["ja"], "en"],
  [null, [], "en"],
  ["pt-BR", ["en"], "pt-BR"],
  ["xx", ["pt"], "pt-BR"],
] as const)("picks by choice %j and browser %j: %s", (chosen, preferred, language) => {
  expect(pickLanguage(chosen, preferred)).toBe(language)
})
