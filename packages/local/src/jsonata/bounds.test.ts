import { describe, expect, it } from "vitest"
import { makeEvaluator } from "./evaluator.ts"

const evaluator = makeEvaluator({ uuid: () => "u", random: () => 0 })
const evaluate = async (text: string, bindings: Record<string, unknown> = {}) =>
  evaluator.evaluate(`{% ${text} %}`, bindings, "Output")

/** Milliseconds: on an idle machine each takes about a second at most. */
const PATIENCE = 30_000

describe("an evaluation that would take too much", () => {
  it.each([
    ["a catastrophic pattern", "$contains($s, /^(a+)+$/)", false],
    ["one that matches again and again", "$count($match($s, /(a|aa)+$|b/))", 1],
    ["a pattern with look-ahead", "$contains('price: 12', /\\d+(?=$)/)", true],
    ["a pattern with a back reference", "$match('abab', /(ab)\\1/).match", "abab"],
  ])("is bounded and answers: %s", async (_, text, expected) => {
    expect(await evaluate(text, { s: `${"a".repeat(40_000)}b` })).toBe(expected)
  })

  it.each([
    ["a pattern that only back-tracking knows", "$contains($s, /^(a+)+(?=c)$/)", "did not end within"],
    ["a huge $pad", "$pad('x', 1000000000)", "a text of 1000000000 characters"],
    ["a huge $join", "$join($many, $s)", "characters; 1048576 is the limit"],
    [
      "a text that doubles",
      "($f := function($t, $n) {$n = 0 ? $t : $f($t & $t, $n - 1)}; $f('x', 60))",
      ": ",
    ],
    ["a huge $replace", "$replace($s, 'a', $s)", ": "],
    ["recursion without an end", "($f := function($n) {1 + $f($n + 1)}; $f(0))", "D1011"],
    ["a loop without an end", "($f := function($n) {$f($n + 1)}; $f(0))", "did not end within 1000 ms"],
    ["a huge range", "[1..10000000]", "D2015"],
    ["ranges of ranges", "[1..3000].([1..3000])", "D2015"],
    ["arrays of arrays", "$map([1..200000], function($i) {[[1..200000]]})", ": "],
    ["a huge sequence of Step Functions' own", "$range(0, 1000000, 1)", "1000 is the limit"],
    [
      "a value that holds itself in many places",
      '($f := function($o, $n) {$n = 0 ? $o : $f({"a": $o, "b": $o}, $n - 1)}; $f(1, 60))',
      ": ",
    ],
    [
      "two such values, compared",
      '($f := function($o, $n) {$n = 0 ? $o : $f({"a": $o, "b": $o}, $n - 1)}; $f(1, 60) = $f(1, 60))',
      ": ",
    ],
    [
      "all values of such a value",
      "($f := function($o, $n) {$n = 0 ? $o : $f([$o, [$o]], $n - 1)}; $count($f(1, 40).**))",
      "",
    ],
    [
      "a date with a picture that searches",
      "$toMillis($digits, $join($range(1, 40, 1).'[Y]'))",
      "threw an error",
    ],
  ])(
    "fails by name: %s",
    async (_, text, message) => {
      const many = Array.from({ length: 40_000 }, () => "x")
      const bindings = {
        s: "a".repeat(40_000),
        many,
        digits: `${"1".repeat(60)}x`,
        picture: "[Y]".repeat(30),
      }
      await expect(evaluate(text, bindings)).rejects.toThrow(message)
    },
    PATIENCE,
  )

  it("holds up no other evaluation for longer than it may take itself", async () => {
    const endless = evaluate("($f := function($n) {$f($n + 1)}; $f(0))")
    const others = ["$map([1, 2], function($x) {$x + 1})", "$states.a + 1"].map((text) =>
      evaluate(text, { states: { a: 1 } }),
    )
    await expect(endless).rejects.toThrow("did not end within 1000 ms")
    expect(await Promise.all(others)).toStrictEqual([[2, 3], 2])
  })

  it("leaves a thread that evaluates the next expression", async () => {
    await expect(evaluate("$contains($s, /^(a+)+(?=c)$/)", { s: "a".repeat(50) })).rejects.toThrow()
    expect(await evaluate("$map([1, 2], function($x) {$x + 1})")).toStrictEqual([2, 3])
  })
})
