import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { objectItems } from "./object-items.ts"

async function read(text: string, config: Parameters<typeof objectItems>[3]) {
  const { store } = makeMemoryStore("b")
  await store.put("b", "k", new TextEncoder().encode(text))
  const items: unknown[] = []
  for await (const page of objectItems({ store }, "b", "k", config)) items.push(...page.items)
  return items
}
const csv = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" } as const

describe("objectItems", () => {
  it("reads an item a line and skips empty lines", async () => {
    expect(await read('{"Key":"a"}\r\n\n[2]\n', { InputType: "JSONL" })).toStrictEqual([{ Key: "a" }, [2]])
  })

  it("answers a page after the other, with the numbers of lines going on", async () => {
    const lines = Array.from({ length: 2_001 }, (_, at) => `${at}\n`).join("")
    expect(await read(lines, { InputType: "JSONL" })).toHaveLength(2_001)
    await expect(read(`${lines}{`, { InputType: "JSONL" })).rejects.toThrow("s3://b/k line 2002 is no JSON")
  })

  it("names the line that is no JSON", async () => {
    await expect(read("1\n{\n", { InputType: "JSONL" })).rejects.toThrow("s3://b/k line 2 is no JSON")
  })

  it("reads a JSON array, an object's fields, and what a pointer points at", async () => {
    expect(await read("[1,2]", { InputType: "JSON" })).toStrictEqual([1, 2])
    expect(await read('{"a":1}', { InputType: "JSON" })).toStrictEqual([{ Key: "a", Value: 1 }])
    expect(await read('{"x/y":{"z":[3]}}', { InputType: "JSON", ItemsPointer: "/x~1y/z" })).toStrictEqual([3])
  })

  it("refuses JSON that is no list", async () => {
    await expect(read("7", { InputType: "JSON" })).rejects.toThrow(
      "Attempting to map over non-iterable node.",
    )
  })

  it("fills short rows of a CSV, drops fields beyond its header and reads quotes", async () => {
    const text = 'a,b\r\n1\r\n"x, ""y""\n",2,3\n\n4,'
    expect(await read(text, csv)).toStrictEqual([
      { a: "1", b: "" },
      { a: 'x, "y"\n', b: "2" },
      { a: "4", b: "" },
    ])
  })

  it("takes the header that it is given, and another delimiter", async () => {
    expect(
      await read("1|2\n", {
        InputType: "CSV",
        CSVHeaderLocation: "GIVEN",
        CSVHeaders: ["a"],
        CSVDelimiter: "PIPE",
      }),
    ).toStrictEqual([{ a: "1" }])
  })

  it("refuses a header with one name twice", async () => {
    await expect(read("a,a\n1,2\n", csv)).rejects.toThrow("CSV headers cannot contain duplicates.")
  })
})
