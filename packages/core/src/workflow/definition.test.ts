import { describe, expect, it } from "vitest"
import { parseMachine } from "./asl/machine.ts"
import type { MapState } from "./asl/states.ts"
import { definition } from "./definition.ts"

const targets = {
  functions: { prepare: "prepare-fn", process: "process-fn", reduce: "reduce-fn" },
  buckets: { input: "in", output: "out" },
}

function mapState(name: string): MapState {
  const state = definition(targets).States[name]
  if (state?.Type !== "Map") throw new Error(`${name} is no Map`)
  return state
}

describe("definition", () => {
  it("passes the schema, for both kinds of child", () => {
    expect(() => parseMachine(definition(targets))).not.toThrow()
    expect(() => parseMachine(definition({ ...targets, childType: "STANDARD" }))).not.toThrow()
  })

  it("is plain data: JSON gives back the same", () => {
    expect(JSON.parse(JSON.stringify(definition(targets)))).toStrictEqual(definition(targets))
  })

  it("gives both Maps the same processor, batcher and writer, and names of their own", () => {
    const { Label: listed, ItemReader: listReader, ...listedRest } = mapState("MapListed")
    const { Label: items, ItemReader: objectReader, ...itemsRest } = mapState("MapItems")
    expect(JSON.stringify(itemsRest)).toContain('"StartAt":"ProcessItems"')
    // state names alone differ: "ProcessItems" and "Process"
    const names = /"(Process|AnyLeft|ProcessRest|Isolate|ProcessOne|Failed|Done)Items"/g
    expect(JSON.parse(JSON.stringify(itemsRest).replaceAll(names, '"$1"'))).toStrictEqual(listedRest)
    expect(listed).not.toBe(items)
    expect([listReader?.Resource, objectReader?.Resource]).toStrictEqual([
      "arn:aws:states:::s3:listObjectsV2",
      "arn:aws:states:::s3:getObject",
    ])
  })

  it("takes the keys from the layout", () => {
    expect(mapState("MapItems").ItemReader?.Arguments).toStrictEqual({
      Bucket: "out",
      Key: "{% 'runs/' & $prepared.run & '/items.jsonl' %}",
    })
    expect(mapState("MapListed").ResultWriter?.Arguments.Prefix).toBe(
      "{% 'runs/' & $prepared.run & '/map' %}",
    )
  })

  it("catches nothing but Prepare's own InvalidRunInput outside the child", () => {
    const caught = Object.values(definition(targets).States).flatMap((state) =>
      "Catch" in state ? (state.Catch ?? []).flatMap((rule) => rule.ErrorEquals) : [],
    )
    expect(caught).toStrictEqual(["InvalidRunInput"])
  })

  it("never retries an error that a handler throws", () => {
    const retried = [...JSON.stringify(definition(targets)).matchAll(/"Retry":(\[.*?\}\])/g)]
      .flatMap((match) => JSON.parse(match[1]!) as { ErrorEquals: string[] }[])
      .flatMap((rule) => rule.ErrorEquals)
    expect(retried.length).toBeGreaterThan(0)
    expect(retried.filter((name) => !name.startsWith("Lambda."))).toStrictEqual([])
  })
})
