import { describe, expect, it } from "vitest"
import { makeEvaluator } from "./evaluator.ts"

const evaluator = makeEvaluator({ uuid: () => "u-1", random: () => 0.25 })
const evaluate = async (template: unknown, bindings: Record<string, unknown> = {}) =>
  evaluator.evaluate(template, bindings, "Output")

describe("evaluate", () => {
  it("replaces the expressions of a template and leaves the rest", async () => {
    const template = {
      a: "{% $states.input.x %}",
      b: [1, "{% $states.input.x + 1 %}", { c: null }],
      "d e": "$x",
    }
    expect(await evaluate(template, { states: { input: { x: 2 } } })).toStrictEqual({
      a: 2,
      b: [1, 3, { c: null }],
      "d e": "$x",
    })
  })

  it("answers at once where only plain paths stand", () => {
    const bindings = { states: { input: { x: [1] } } }
    expect(evaluator.evaluate({ a: "{% $states.input.x %}" }, bindings, "Output")).toStrictEqual({ a: [1] })
  })

  it("answers arrays without the marks of JSONata's sequences", async () => {
    const value = await evaluate("{% [$x.a] %}", { x: [{ a: 1 }, { a: 2 }] })
    expect(structuredClone(value)).toStrictEqual([1, 2])
    expect(Object.keys(value as object)).toStrictEqual(["0", "1"])
  })

  it.each([
    ["[$x]", { x: [5] }, [5]],
    ["[$x]", { x: [] }, []],
    ["[$x, $y]", { x: [], y: "b" }, ["b"]],
    ["[$a..$b - 1]", { a: 2, b: 3 }, [2]],
    ["[$a..$b - 1]", { a: 3, b: 3 }, []],
    ["[$x.none]", { x: [] }, []],
    ["[$x.y[$i]]", { x: { y: ["p", "q"] }, i: 1 }, ["q"]],
    ["$x != null", { x: null }, false],
    ["$x != null", { x: 0 }, true],
  ])("answers %s as an array, or as the condition it is", async (text, bindings, expected) => {
    expect(await evaluate(`{% ${text} %}`, bindings)).toStrictEqual(expected)
  })

  it.each([
    ["$uuid()", "u-1"],
    ["$random()", 0.25],
    ["$random(42)", 0.7275636800328681],
    ["$pad('ab', -4, '#é')", "#éab"],
    ["$pad('a', 3)", "a  "],
    ["$pad('abc', 2)", "abc"],
    ["$join(['a', 'b', 'c'], '; ')", "a; b; c"],
    ["$join('a')", "a"],
    ["$millis() = $toMillis($now())", true],
    ["$map([1, 2], function() {$millis()})[1] = $millis()", true],
    ["$parse('{\"a\":[]}').a", []],
    ["$parse('-0')", 0],
    ["$hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
    ["$hash('a', 'MD5')", "0cc175b9c0f1b6a831c399e269772661"],
    ["$partition([0, 1, 2], 2)", [[0, 1], [2]]],
    ["$partition([0], 2)", [[0]]],
    ["$range(0, 10, 3)", [0, 3, 6, 9]],
    ["$range(1, 9, 9)", 1],
  ])("knows %s", async (text, expected) => {
    expect(await evaluate(`{% ${text} %}`)).toStrictEqual(expected)
  })

  it.each([
    ["$nothing", "'$nothing' specified for the field 'Output/a' returned nothing (undefined)."],
    ["$nothing.b", "returned nothing (undefined)."],
    ["function($x){$x}", "returned an unsupported result type."],
    ["$sum", "returned an unsupported result type."],
    ["1 / 0", "threw an error during evaluation. D1001: Number out of range: Infinity"],
    ["[{'a': 0 / 0}]", "threw an error during evaluation. D1001: Number out of range: NaN"],
    ["$map([0], function($x) { -1 / $x })", "D1001: Number out of range: -Infinity"],
    ["$random('a')", "$random takes a number as its seed"],
    ["$no()", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["$eval('1')", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["$number('x')", 'threw an error during evaluation. D3030: Unable to cast value to a number: "x"'],
    ["$hash('a', 'SHA-3')", "threw an error during evaluation: $hash takes one of MD5"],
    ["$parse('{')", "$parse was given what is no JSON"],
    ["$range(0, 100000, 1)", "1000 is the limit"],
    ["1 +", "threw an error during evaluation. S0207: Unexpected end of expression"],
    ["($f := function($n){ $f($n + 1) + 1 }; $f(0))", "D1011"],
    ["[1..1000000]", "D2015"],
  ])("refuses %s", async (text, message) => {
    await expect(evaluate({ a: `{% ${text} %}` })).rejects.toThrow(message)
  })

  it("keeps a field named __proto__ a field", async () => {
    const value = await evaluate(JSON.parse('{"__proto__": "{% 1 + 1 %}"}'))
    expect(JSON.stringify(value)).toBe('{"__proto__":2}')
  })
})
