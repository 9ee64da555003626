import { expect, it } from "vitest"
import { machineOf, runMachine } from "./run-machine.fixture.ts"
import { checkVariables } from "./variables-limit.ts"

const variables = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, value]))

it("takes 10 MiB of variables in all, however many they are", () => {
  const text = "x".repeat(262_142)
  expect(() => checkVariables("S", variables(40, text))).not.toThrow()
  expect(() => checkVariables("S", variables(5_000, 1))).not.toThrow()
  expect(() => checkVariables("S", { ...variables(40, text), w: 1 })).toThrow("10485761 bytes in all")
  expect(() => checkVariables("S", variables(41, "é".repeat(131_071)))).toThrow("10747904 bytes in all")
})

it("fails the state that assigns one too much", async () => {
  const names = Array.from({ length: 41 }, (_, at) => `S${at}`)
  const states = names.map((name, at) => [
    name,
    { Type: "Pass", Assign: { [name]: "{% $states.input %}" }, Next: names[at + 1] ?? "End" },
  ])
  const machine = machineOf({ ...Object.fromEntries(states), End: { Type: "Succeed" } })
  const { outcome } = await runMachine(machine, "x".repeat(260_000))
  expect(outcome).toStrictEqual({
    status: "FAILED",
    error: "States.DataLimitExceeded",
    cause: "The state 'S40' makes the variables 10660082 bytes in all; 10485760 is the service limit.",
  })
})
