import { expect, test } from "vitest"
import { visibleText } from "./visible-text.ts"

test.each([
  ["2025/01001099999.csv", "2025/01001099999.csv"],
  ["é 日本 <script>", "é 日本 <script>"],
  ["a\u0000b\tc\nd\re\u001b[31m", "a⟨NUL⟩b⟨TAB⟩c⟨LF⟩d⟨CR⟩e⟨ESC⟩[31m"],
  ["evil\u202egnp.exe", "evil⟨U+202E⟩gnp.exe"],
  ["zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"],
  ["half \ud83d of a pair", "half ⟨U+D83D⟩ of a pair"],
  ["tag \u{e0041}", "tag ⟨U+E0041⟩"],
  ["line\u2028separator\u0085", "line⟨U+2028⟩separator⟨U+0085⟩"],
])("shows %j as %s", (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})

test("leaves a whole pair as it is", () => {
  expect(visibleText("sun \u{1f31e}")).toBe("sun \u{1f31e}")
})
