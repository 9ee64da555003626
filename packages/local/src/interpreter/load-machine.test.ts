import { definition } from "@mapfold/core/workflow/definition"
import { describe, expect, it } from "vitest"
import { loadMachine } from "./load-machine.ts"
import { machineOf } from "./run-machine.fixture.ts"

const pass = (fields: Record<string, unknown>) => machineOf({ S: { Type: "Pass", End: true, ...fields } })
const task = (fields: Record<string, unknown>) =>
  machineOf({
    S: {
      Type: "Task",
      Resource: "arn:aws:lambda:eu-west-1:1:function:f",
      Next: "End",
      ...fields,
    },
    End: { Type: "Succeed" },
  })

describe("loadMachine", () => {
  it("takes the workflow itself", () => {
    const names = { prepare: "p", process: "q", reduce: "r" }
    const machine = definition({ functions: names, buckets: { input: "in", output: "out" } })
    expect(() => loadMachine(machine)).not.toThrow()
  })

  it.each([
    "$states.input.items[price > 3 and $.size < 5].(name & $$.x)",
    "$map($states.input, function($v) {$.a & $v})",
    "$states.input^(>price)",
    "$states.input{kind: $sum(price)}",
    "$states.input ~> |item|{'a': b}, 'c'|",
    "$unknown($x) ? 1 : 2",
  ])("takes %s, whose names stand for parts of something", (text) => {
    expect(() => loadMachine(pass({ Output: `{% ${text} %}` }))).not.toThrow()
  })

  it("takes what was done and what went wrong where they are seen", () => {
    const machine = task({
      Output: { r: "{% $states.result %}" },
      Assign: { r: "{% [$states.result.a] %}" },
      Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "End" }],
    })
    expect(() => loadMachine(machine)).not.toThrow()
  })

  it.each([
    ["what does not parse", "1 +", "is no JSONata: S0207 Unexpected end of expression"],
    ["the context, where there is none", "$.a", 'uses "$", which means nothing here'],
    ["the root, where there is none", "[$$]", 'uses "$$", which means nothing here'],
    ["a name that stands for nothing", "$x = a.b", 'uses "a", which means nothing here'],
    ["names that stand for nothing", "$count(*)", 'uses "*", which means nothing here'],
    ["a result that there is not", "$states.result", "uses $states.result, which this field does not have"],
    ["an error that there is not", "$f($states.errorOutput.Error)", "uses $states.errorOutput"],
  ])("refuses %s", (_, text, problem) => {
    expect(() => loadMachine(pass({ Output: { a: [`{% ${text} %}`] } }))).toThrow(
      `state "S" › Output/a/0: {% ${text} %} ${problem}`,
    )
  })

  it("refuses a result before there is one, and in what is caught", () => {
    const caught = [{ ErrorEquals: ["States.ALL"], Output: "{% $states.result %}", Next: "End" }]
    const machine = task({ Arguments: "{% $states.result %}", Catch: caught })
    expect(() => loadMachine(machine)).toThrow(/› Arguments: [^\n]*\n[^\n]*› Catch\/0\/Output: /)
  })

  it("finds what lies in states within states", () => {
    const inner = { StartAt: "P", States: { P: { Type: "Pass", Output: "{% $ %}", End: true } } }
    const machine = machineOf({ S: { Type: "Parallel", Branches: [inner], End: true } })
    expect(() => loadMachine(machine)).toThrow('state "S" › state "P" › Output: {% $ %} uses "$"')
  })
})
