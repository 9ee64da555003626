import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import { definition } from "@mapfold/core/workflow/definition"
import jsonata from "jsonata"
import { describe, expect, it } from "vitest"
import { isLinear } from "./linear.ts"

const linear = (text: string) => isLinear(text, jsonata(text).ast())

const machine = definition({
  functions: { prepare: "p", process: "q", reduce: "r" },
  buckets: { input: "in", output: "out" },
})

function expressionsIn(value: unknown): string[] {
  if (isExpression(value)) return [expressionText(value)]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : []
}

describe("isLinear", () => {
  it.each([...new Set(expressionsIn(machine))])("holds of the workflow's own %s", (text) => {
    expect(linear(text)).toBe(true)
  })

  it.each([
    "$states.input.items[id = 5].name",
    "$states.input.items[kind = $kind and $not(size > 3)][0]",
    "$x[-1]",
    "$count($x) > 0 ? {'a': [$x, 1..3]} : 'none'",
    "$contains($s, /^ab+c$/i)",
    "$merge([$a, $b])",
    "$toMillis($t)",
  ])("holds of %s", (text) => {
    expect(linear(text)).toBe(true)
  })

  it.each([
    "$map($x, function($v) {$v})",
    "($a := 1; $a)",
    "$x.{'a': $y}",
    "$x.[$y]",
    "$x.(a & $y)",
    "$x[$length($y) = a]",
    "$x[$y = $z]",
    "$x[a in $y]",
    "$x.**",
    "$x{a: b}",
    "$x^(a)",
    "$x ~> $f",
    "$x ~> |a|{'b': 1}|",
    "$x#$i[$i = 1]",
    "$f(?, 1)",
    "$match($s, /a/)",
    "$contains($s, /(?=a)/)",
    "$replace($s, 'a', $s)",
    "$distinct($x)",
    "$toMillis($t, $picture)",
    "$unknown($x)",
    `${"1 + ".repeat(1_001)}1`,
  ])("does not hold of %s", (text) => {
    expect(linear(text)).toBe(false)
  })
})
