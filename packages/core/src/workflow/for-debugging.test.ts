import { describe, expect, test } from "vitest"
import { parseMachine } from "./asl/machine.ts"
import { definition } from "./definition.ts"
import { forDebugging } from "./for-debugging.ts"

const deployed = definition({
  functions: { prepare: "prepare", process: "process", reduce: "reduce" },
  buckets: { input: "in", output: "out" },
  childType: "STANDARD",
})

/** Every value that a field has, at any depth. */
function valuesOf(field: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === field ? [inner] : []),
    ...valuesOf(field, inner),
  ])
}

describe("the workflow for debugging", () => {
  const machine = forDebugging(deployed)

  test("is a machine that the engine takes, with the same states", () => {
    expect(() => parseMachine(machine)).not.toThrow()
    expect(Object.keys(machine.States)).toEqual(Object.keys(deployed.States))
  })

  test("calls nothing again by itself, but catches what it caught", () => {
    expect(valuesOf("Retry", deployed).length).toBeGreaterThan(0)
    expect(valuesOf("Retry", machine)).toEqual([])
    expect(valuesOf("Catch", machine)).toEqual(valuesOf("Catch", deployed))
  })

  test("runs two children at a time, and lets each call take as long as Lambda does", () => {
    expect(new Set(valuesOf("MaxConcurrency", machine))).toEqual(new Set([2]))
    expect(new Set(valuesOf("TimeoutSeconds", machine))).toEqual(new Set([910]))
    expect(valuesOf("TimeoutSeconds", machine)).toHaveLength(valuesOf("TimeoutSeconds", deployed).length)
  })

  test("leaves the definition that it was given as it was", () => {
    const before = structuredClone(deployed)
    forDebugging(deployed)
    expect(deployed).toEqual(before)
  })
})
