import fc from "fast-check"
import { expect, it } from "vitest"
import { type Batch, makeBatcher } from "./batcher.ts"

const item = fc.record(
  { Key: fc.string({ unit: "grapheme", maxLength: 30 }), Size: fc.nat() },
  { noNullPrototype: true },
)

function batchAll(items: unknown[], maxItems: number, maxBytes: number): Batch[] {
  const batcher = makeBatcher({ maxItems, maxBytes, batchInput: { é: "ü" } })
  const batches = items.map((one) => batcher.add(one))
  return [...batches, batcher.rest()].filter((batch) => batch !== undefined)
}

it("keeps every item, in order, within both limits, and leaves no room unused", () => {
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(800),
      (items, most, bytes) => {
        const batches = batchAll(items, most, bytes)
        expect(batches.flatMap((batch) => (batch.input as { Items: unknown[] }).Items)).toStrictEqual(items)
        for (const [at, batch] of batches.entries()) {
          expect(JSON.parse(batch.text)).toStrictEqual(batch.input)
          expect(batch.items).toBeLessThanOrEqual(most)
          if (batch.items > 1) expect(Buffer.byteLength(batch.text)).toBeLessThanOrEqual(bytes)
          const next = batches[at + 1]?.input as { Items: unknown[] } | undefined
          if (next === undefined || batch.items === most) continue
          const withOneMore = `${batch.text.slice(0, -2)},${JSON.stringify(next.Items[0])}]}`
          expect(Buffer.byteLength(withOneMore)).toBeGreaterThan(bytes)
        }
      },
    ),
  )
})

it("refuses one item that no child can take", () => {
  expect(() => batchAll([{ Key: "x".repeat(262_144) }], 1, 100)).toThrow("262144 is the service limit")
})
