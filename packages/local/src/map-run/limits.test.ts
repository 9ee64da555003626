import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { expect, it } from "vitest"
import { machineOf, runMachine } from "../interpreter/run-machine.fixture.ts"

async function mapOver(fields: Record<string, unknown>, config: Record<string, unknown> = {}) {
  const { store } = makeMemoryStore("b")
  await store.put("b", "k", new TextEncoder().encode("[1, 2, 3]"))
  const map = {
    Type: "Map",
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      Arguments: { Bucket: "b", Key: "k" },
      ReaderConfig: { InputType: "JSON", ...config },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "P",
      States: { P: { Type: "Pass", Output: "{% $states.input %}", End: true } },
    },
    End: true,
    ...fields,
  }
  return (await runMachine(machineOf({ M: map }), {}, { store })).outcome
}

it.each([
  [0, [1, 2, 3]],
  [2, [1, 2]],
  ["{% 1 %}", [1]],
])("reads at most %s items, where 0 is no limit", async (MaxItems, output) => {
  expect(await mapOver({}, { MaxItems })).toMatchObject({ output })
})

it("takes 0 as no limit of a batch", async () => {
  const outcome = await mapOver({ ItemBatcher: { MaxItemsPerBatch: "{% 0 %}", MaxInputBytesPerBatch: 0 } })
  expect(outcome).toMatchObject({ output: [{ Items: [1, 2, 3] }] })
})

it.each([
  ["MaxConcurrency", "{% -1 %}", "MaxConcurrency must be at least 0 but was: -1"],
  ["MaxConcurrency", "{% 1.5 %}", "The MaxConcurrency field cannot be parsed as an integer: 1.5"],
  ["MaxConcurrency", "{% 'many' %}", "Expected 'number', but was 'string' for value: \"many\""],
  [
    "ToleratedFailurePercentage",
    "{% 101 %}",
    "ToleratedFailurePercentage must be between 0 and 100 but was: 101",
  ],
])("refuses %s of %s", async (field, value, message) => {
  expect(await mapOver({ [field]: value })).toMatchObject({
    error: "States.QueryEvaluationError",
    cause: expect.stringContaining(message),
  })
})

it("ends an EXPRESS child that goes round in circles when its five minutes are over", async () => {
  const ItemProcessor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "A",
    States: {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }], Default: "A" },
      End: { Type: "Succeed" },
    },
  }
  const map = { Type: "Map", Items: [1], ToleratedFailurePercentage: 100, ItemProcessor, End: true }
  const { outcome, observations } = await runMachine(machineOf({ M: map }), {}, { patience: 300_000 })
  expect(outcome).toMatchObject({ status: "SUCCEEDED", output: [] })
  expect(observations).toContainEqual(
    expect.objectContaining({ type: "child-ended", status: "TIMED_OUT", items: 1 }),
  )
})
