import { describe, expect, it } from "vitest"
import { readFilterPattern } from "./filter-pattern.ts"

const matches = (pattern: string, message: unknown) =>
  readFilterPattern(pattern)(typeof message === "string" ? message : JSON.stringify(message))

describe("terms", () => {
  it.each([
    ["", "anything", true],
    ["ERROR", "an ERROR here", true],
    ["ERROR", "an error here", false],
    ["ERROR here", "here an ERROR", true],
    ["ERROR gone", "here an ERROR", false],
    ['"ERROR here"', "here an ERROR", false],
    ['"say \\"no\\""', 'they say "no"', true],
    ["ERROR -here", "here an ERROR", false],
    ['ERROR -"not here"', "here an ERROR", true],
    ["-ERROR", "fine", true],
    ["?ERROR ?WARN", "a WARN", true],
    ["?ERROR ?WARN", "fine", false],
    ["?ERROR fine", "fine", true],
    ["%AUTHORI[SZ]ED%", "UNAUTHORISED", true],
    ["%^AUTHORIZED%", "UNAUTHORIZED", false],
  ])("%s in %s: %s", (pattern, message, wanted) => {
    expect(matches(pattern, message)).toBe(wanted)
  })
})

const event = {
  id: "5",
  type: "TaskStateEntered",
  details: { name: "Process", "a.b": "c", none: null, flag: true },
  list: [{ size: 3 }, { size: 12.5 }],
}

describe("a JSON pattern", () => {
  it.each([
    ['{ $.type = "TaskStateEntered" && $.details.name = "Process" }', true],
    ['{ $.type = "TaskStateEntered" && $.details.name = "Reduce" }', false],
    ["{$.type=TaskStateEntered}", true],
    ['{ $.type = "Task*" }', true],
    ['{ $.type = "*State*" && $.type != "*Exited" }', true],
    ['{ $.type = "Task*Task*" }', false],
    ["{ $.type = %^Task[A-Z]% }", true],
    ["{ $.id = 5 }", true],
    ["{ $.id > 4 }", false],
    ["{ $.list[1].size > 12 && $.list[1].size <= 1.25e1 }", true],
    ["{ $.list[0].size = 3 }", true],
    ["{ $.list[2].size = 3 }", false],
    ["{ $.details['a.b'] = c && $.['id'] = 5 }", true],
    ["{ $.details.none IS NULL }", true],
    ["{ $.details.flag IS TRUE }", true],
    ["{ $.details.flag IS FALSE }", false],
    ["{ $.details.gone NOT EXISTS }", true],
    ["{ $.details.none NOT EXISTS }", false],
    ["{ $.details.gone != 1 }", false],
    ['{ $.id = "1" || $.id = "5" && $.type = "no" }', false],
    ['{ ($.id = "5" || $.id = "1") && $.type = "Task*" }', true],
    ["{ $.constructor = * }", false],
  ])("%s: %s", (pattern, wanted) => {
    expect(matches(pattern, event)).toBe(wanted)
  })

  it("finds nothing in a message that is no JSON", () => {
    expect(matches("{ $.a NOT EXISTS }", "not JSON")).toBe(false)
  })

  it.each([
    ["{ $.a = }", "a value is wanted at character 9 of { $.a = }"],
    ["{ $.a = 1", '"}" is wanted'],
    ["{ $.a = 1 } x", "the end is wanted"],
    ["{ a = 1 }", '"$" is wanted'],
    ["{ $ = 1 }", "a field, as in $.type, is wanted"],
    ["{ $.a 1 }", "an operator, IS or NOT EXISTS is wanted"],
    ["{ $.a > b }", "a number after > is wanted"],
    ["{ ($.a = 1 }", '")" is wanted'],
    ["{ $.a = %(% }", "is no regular expression"],
    ["[a, b]", "has no space-delimited patterns"],
  ])("%s is refused", (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message)
  })
})
