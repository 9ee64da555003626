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
    ['" "', "anything", true],
    ['""', "anything", true],
    ['" " -here', "an ERROR here", false],
    ["snake_case", "a snake_case name", true],
  ])("%s in %s: %s", (pattern, message, wanted) => {
    expect(matches(pattern, message)).toBe(wanted)
  })

  it.each([
    ["request-id", "-"],
    ["?Status: timeout", ":"],
    ["ERROR [here]", "["],
    ["!(a)", "!("],
    ['"open', '"open'],
    ["- ERROR", "-"],
    ["%a% %b%", "%"],
  ])("%s is refused, as AWS does: it must be in quotes", (pattern, term) => {
    expect(() => readFilterPattern(pattern)).toThrow(
      term === "%" ? "% is not supported" : `Invalid character(s) in term '${term}'`,
    )
  })
})

describe("a regular expression", () => {
  it.each([
    ["%^[hc]at%", "cat", true],
    ["%^[hc]at%", "a cat", false],
    ["%colou?r%", "color", true],
    ["%^a{3,5}$%", "aaaa", true],
    ["%^a{,2}$%", "aaa", false],
    ["%^a{,2}$%", "aa", true],
    ["%^a{2,}$%", "aaa", true],
    ["%^[{,2}]$%", "{", true],
    ["%^starting|^shutting down%", "shutting down now", true],
    ["%^starting|^shutting down%", "not shutting down", false],
    ["%\\[.\\]%", "a [7] b", true],
    ["%\\x28\\d+\\x29%", "f(12)", true],
    ["%^\\w+\\s\\W$%", "a_1 !", true],
  ])("%s in %s: %s", (pattern, message, wanted) => {
    expect(matches(pattern, message)).toBe(wanted)
  })

  it.each([
    ["%something!%", "! is not supported"],
    ["%(a|b)%", "( is not supported"],
    ["%é%", "é is not supported"],
    ["%😀%", "😀 is not supported"],
    ["%*a%", "is no regular expression"],
    ["%a{900}b{101}%", "repeats more than 1000 times"],
    ["%[a%", "is no regular expression"],
  ])("%s is refused", (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message)
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
    ["{ $.list.length = 2 }", false],
    ["{ $.list = * }", false],
    ["{ $.list != 1 }", false],
    ["{ $.list[*].size = 12.5 }", true],
    ["{ $.list[*].size = 13 }", false],
    ["{ $.details.* = %^Proc% }", true],
    ["{ $.details.* = Reduce }", false],
    ["{ $.details[*] = * }", false],
    ["{ $.details.* IS NULL }", true],
    ["{ $.list[*].weight NOT EXISTS }", true],
    ["{ $.list[1].size > +12 && $.list[1].size < 1.3e+1 }", true],
    ["{ $.list[1].size = 1* }", true],
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
    ["{ $.a IS NOT NULL }", "an operator, IS or NOT EXISTS is wanted"],
    ["{ $.a EXISTS }", "an operator, IS or NOT EXISTS is wanted"],
    ['{ $."a-b" = 1 }', "a field, as in $.type, is wanted"],
    ["{ $.a = (b) }", "a value is wanted"],
    ["{ $.a[*].b[*] = 1 }", "a selector with one wildcard is wanted"],
    ["{ $.a[*] = 1 || $.b.* = 1 || $.c[*] = 1 || $.* = 1 }", "more than 3 wildcard selectors"],
    ["{ $.a = %a% || $.a = %b% || $.a = %c% }", "more than 2 regular expressions"],
  ])("%s is refused", (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message)
  })
})

describe("a pattern of fields between spaces", () => {
  const access = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
  const failed = "ERROR 09/25/2014 12:00:02 Failed to process request"

  it.each([
    ["[ip, user, username, timestamp, request, status_code, bytes]", access, true],
    ["[ip, user, username, timestamp, request, status_code, bytes, more]", access, false],
    [
      "[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
      access,
      true,
    ],
    ["[ip, user, username, timestamp, request, status_code = 5*, bytes]", access, false],
    ["[ip, user, username, timestamp, request, status_code = 404, bytes > 1000]", access, true],
    ["[ip, user, username, timestamp, request, status_code = 404, bytes > 1.6e3]", access, false],
    [
      "[ip, user, username, timestamp, request, status_code = 404, bytes >= 1534 && bytes < +2000]",
      access,
      true,
    ],
    [
      '[ip, user, username, timestamp = "10/Oct/2000:*", request = "GET /index.html HTTP/1.0", ...]',
      access,
      true,
    ],
    ["[..., request =*.html*, status_code = 4*, bytes]", access, true],
    ["[..., request =*.html*, status_code = 4*,]", access, true],
    ["[ip, user = Prod, ..., bytes = 1534]", access, true],
    ["[ip, user = Prod, ..., bytes = 404]", access, false],
    ["[ip, user, ...]", access, true],
    ["[ip, ..., user]", "one", false],
    ["[..., status_code = 404 || status_code = 410, bytes]", access, true],
    ["[..., (status_code = 404 || status_code = 410) && status_code != 4*, bytes]", access, false],
    ["[w1=ERROR, w2]", failed, true],
    ["[w1=ERROR || w1=WARNING, w2]", failed, true],
    ["[w1!=ERROR && w1!=WARNING, w2]", failed, false],
    ["[w1=ERROR]", failed, false],
    ["[w1, w2 = *request]", failed, true],
    ['[timestamp=*Z, request_id="*-*", event]', "2026-11-22T10:00:00Z 7b3a-1 INFO it begins", true],
    [
      "[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
      "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200",
      true,
    ],
    [
      "[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
      "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310",
      false,
    ],
    ["[a, b = 2]", "[one word] 2", true],
    ['[a = "[one", b]', "[one word", true],
    ["[a, b > 1]", "x -", false],
    ["[a]", "", false],
    ["[,]", "a b c", true],
  ])("%s in %s: %s", (pattern, message, wanted) => {
    expect(matches(pattern, message)).toBe(wanted)
  })

  it.each([
    ["[]", "a field is wanted"],
    ["[a", '"]" is wanted'],
    ["[a] b", "the end is wanted"],
    ["[a b]", "an operator is wanted"],
    ["[=1]", "a field's name is wanted"],
    ["[a = 1 && b = 2]", "a condition of a before this is wanted"],
    ["[a = 1 || a]", "an operator is wanted"],
    ["[..., a, ...]", "more than 1 ellipses"],
    ["[a > b]", "a number after > is wanted"],
    ["[a = %a%, b = %b%, c = %c%]", "more than 2 regular expressions"],
  ])("%s is refused", (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message)
  })
})
