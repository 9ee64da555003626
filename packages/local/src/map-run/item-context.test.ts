import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { expect, it } from "vitest"
import { machineOf, runMachine } from "../interpreter/run-machine.fixture.ts"

const SELECTOR = { item: "{% $states.context.Map.Item %}" }

async function itemsOf(fields: Record<string, unknown>, input: unknown = {}, mode = "DISTRIBUTED") {
  const { store } = makeMemoryStore("b")
  const put = (key: string, text: string) => store.put("b", key, new TextEncoder().encode(text))
  await put("in/object.json", '{"p": {"q": 1}, "r": [2]}')
  await put("in/rows.csv", "n\n1\n")
  const ProcessorConfig = mode === "INLINE" ? { Mode: mode } : { Mode: mode, ExecutionType: "STANDARD" }
  const ItemProcessor = { ProcessorConfig, StartAt: "P", States: { P: { Type: "Pass", End: true } } }
  const map = { Type: "Map", ItemProcessor, ItemSelector: SELECTOR, End: true, ...fields }
  const { outcome } = await runMachine(machineOf({ M: map }), input, { store })
  if (outcome.status !== "SUCCEEDED") throw new Error(JSON.stringify(outcome))
  return (outcome.output as { item?: unknown }[]).map((output) => output.item ?? output)
}

const reader = (Key: string, ReaderConfig: Record<string, unknown>) => ({
  ItemReader: { Resource: "arn:aws:states:::s3:getObject", Arguments: { Bucket: "b", Key }, ReaderConfig },
})

it.each(["INLINE", "DISTRIBUTED"])("says of an %s Map's items that they are the state's", async (mode) => {
  expect(await itemsOf({ Items: ["a"] }, {}, mode)).toStrictEqual([
    { Index: 0, Value: "a", Source: "STATE_DATA" },
  ])
})

it("tells name and value of an object's fields apart, of the input, of Items and of a file", async () => {
  const fields = (Source: string) => [
    { Index: 0, Key: "p", Value: { q: 1 }, Source },
    { Index: 1, Key: "r", Value: [2], Source },
  ]
  const input = { p: { q: 1 }, r: [2] }
  expect(await itemsOf({}, input)).toStrictEqual(fields("STATE_DATA"))
  expect(await itemsOf({ Items: "{% $states.input %}" }, input)).toStrictEqual(fields("STATE_DATA"))
  const file = reader("in/object.json", { InputType: "JSON" })
  expect(await itemsOf(file)).toStrictEqual(fields("S3://b/in/object.json"))
})

it("takes a field of an object's values as it takes one of an array's elements", async () => {
  const ItemSelector = { q: "{% $states.context.Map.Item.Value.q %}" }
  expect(await itemsOf({ ItemSelector }, { p: { q: 1 } })).toStrictEqual([{ q: 1 }])
})

it("hands name and value on together where nothing is selected", async () => {
  expect(await itemsOf({ ItemSelector: undefined }, { r: 2 })).toStrictEqual([{ Key: "r", Value: 2 }])
})

it("names the object that rows come from, and the bucket that was listed", async () => {
  const rows = reader("in/rows.csv", { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" })
  expect(await itemsOf(rows)).toStrictEqual([{ Index: 0, Value: { n: "1" }, Source: "S3://b/in/rows.csv" }])
  const listed = await itemsOf({
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Arguments: { Bucket: "b", Prefix: "in/" },
      ReaderConfig: { Transformation: "NONE" },
    },
  })
  expect(listed).toMatchObject([
    { Index: 0, Value: { Key: "in/object.json" }, Source: "S3://b" },
    { Index: 1, Value: { Key: "in/rows.csv" }, Source: "S3://b" },
  ])
})
