import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { runMachine, type TestFunction } from "../interpreter/run-machine.fixture.ts"
import { comparable, comparableTypes, ignoredFields } from "./agreement.fixture.ts"
import { type Expected, type RecordedCase, readRecordedCases } from "./recorded-cases.fixture.ts"
import { standInFor } from "./stand-ins.fixture.ts"

/** Cases that cannot agree, each with the reason. They are refused, and the refusal says why. */
const CANNOT_AGREE: Readonly<Record<string, RegExp>> = {
  "v2/base/test_base.py::TestSnfBase::test_state_fail_intrinsic": /"ErrorPath" is JSONPath/,
}

const cases = readRecordedCases()
if (cases === null) {
  console.warn("SKIPPED: what AWS answered is not there (../shared/conformance/jsonata-recorded.json)")
}

describe.skipIf(cases === null)("what AWS answered", () => {
  it("is known of every case that is listed as one that cannot agree", () => {
    const ids = new Set(cases?.map(({ id }) => id))
    for (const id of Object.keys(CANNOT_AGREE)) expect(ids).toContain(id)
  })

  describe.each(cases ?? [])("$id", (recorded) => {
    it.each(recorded.executions.map((execution, at) => ({ at, ...execution })))(
      "is answered here to $at: $input",
      async ({ definition, input, expected }) => {
        const running = runRecorded(recorded, recorded.definitions[definition], JSON.parse(input))
        const refusal = CANNOT_AGREE[recorded.id]
        if (refusal !== undefined) return expect(running).rejects.toThrow(refusal)
        const { outcome, types } = await running
        const ignored = ignoredFields(recorded.not_compared)
        const pair = comparable(answerOf(expected), outcome, ignored)
        expect(pair.actual).toStrictEqual(pair.expected)
        expect(comparableTypes(types)).toStrictEqual(comparableTypes(expected.event_types))
      },
    )
  })
})

async function runRecorded(recorded: RecordedCase, definition: unknown, input: unknown) {
  const { store } = makeMemoryStore(...recorded.buckets)
  for (const { Bucket, Key, Body } of recorded.s3) {
    await store.put(Bucket, Key, new TextEncoder().encode(Body))
  }
  const functions: Record<string, TestFunction> = {}
  for (const { name, handler, source } of recorded.lambdas) {
    functions[name] = standInFor(handler, source)
    functions[`arn:aws:lambda:us-east-1:111111111111:function:${name}`] = functions[name]
  }
  return runMachine(definition, input, { functions, store, patience: 0 })
}

/** In the shape of the engine's outcome. */
function answerOf({ status, output, error, cause }: Expected): unknown {
  if (status === "SUCCEEDED")
    return { status, output: typeof output === "string" ? JSON.parse(output) : output }
  return status === "FAILED" ? { status, error: error ?? undefined, cause: cause ?? undefined } : { status }
}
