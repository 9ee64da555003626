import { describe, expect, it } from "vitest"
import { parseMachine } from "./asl/machine.ts"
import type { MapState } from "./asl/states.ts"
import { forDebugging } from "./for-debugging.ts"
import { pullDefinition } from "./pull-definition.ts"
import { MESSAGE_LENGTH } from "./pull-payloads.ts"

const targets = { copy: "copy-fn", buckets: { input: "in", output: "out" } }
const map = pullDefinition(targets).States.Pull as MapState

describe("pullDefinition", () => {
  it("passes the schema, for both kinds of child and for debugging", () => {
    const standard = pullDefinition({ ...targets, childType: "STANDARD" })
    for (const machine of [pullDefinition(targets), standard, forDebugging(standard)])
      expect(() => parseMachine(machine)).not.toThrow()
  })

  it("is plain data: JSON gives back the same", () => {
    expect(JSON.parse(JSON.stringify(pullDefinition(targets)))).toStrictEqual(pullDefinition(targets))
  })

  it("reads its list from, and writes its results to, the output bucket, and copies into the input bucket", () => {
    expect(map.ItemReader?.Arguments).toStrictEqual({
      Bucket: "out",
      Key: "{% 'pulls/' & $states.context.Execution.Name & '/items.jsonl' %}",
    })
    expect(map.ResultWriter?.Arguments).toStrictEqual({
      Bucket: "out",
      Prefix: "{% 'pulls/' & $states.context.Execution.Name & '/map' %}",
    })
    expect(map.ItemBatcher?.BatchInput).toMatchObject({ target: "in" })
  })

  it("ends no pull for a child that fails", () => {
    expect(map.ToleratedFailurePercentage).toBe(100)
  })

  it("has batches whose answer fits into a state's output where every object of them fails", () => {
    // a message of characters that take 3 bytes each, and an error's name
    const failure = { index: 100, error: "x".repeat(64), message: "€".repeat(MESSAGE_LENGTH) }
    const bytes = new TextEncoder().encode(JSON.stringify(failure)).length
    expect(bytes * (map.ItemBatcher?.MaxItemsPerBatch as number)).toBeLessThan(200_000)
  })
})
