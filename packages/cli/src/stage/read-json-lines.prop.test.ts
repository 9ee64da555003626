import fc from "fast-check"
import { expect, it } from "vitest"
import { readJsonLines } from "./read-json-lines.ts"

it("reads the same values wherever the bytes are cut, with a last line feed and without", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ text: fc.string({ unit: "grapheme" }), count: fc.integer() }), { minLength: 1 }),
      fc.array(fc.nat({ max: 200 })),
      fc.boolean(),
      async (values, cuts, isEnded) => {
        const lines = values.map((value) => JSON.stringify(value)).join("\n")
        const bytes = new TextEncoder().encode(isEnded ? `${lines}\n` : lines)
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end))
        const found: unknown[] = []
        for await (const value of readJsonLines(streamOf(chunks))) found.push(value)
        expect(found).toEqual(values)
      },
    ),
  )
})

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}
