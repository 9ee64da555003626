import { expect, test } from "vitest"
import { makeResultFiles } from "./result-files.ts"

async function filesOf(rows: Record<string, string | number | boolean | null>[], complete = true) {
  const files = await makeResultFiles({ job: "weather", params: { year: 2025, unit: "F" }, complete, rows })
  return Object.fromEntries(files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]))
}

test("writes a row a line, and the same table as CSV", async () => {
  const rows = [
    { month: "2025-01", meanTempF: 48.5, name: 'PHOENIX, "AZ"', hot: true },
    { month: "2025-02", meanTempF: null, name: "line\nbreak", hot: false },
  ]
  expect(await filesOf(rows)).toEqual({
    "result.json": `{
  "job": "weather",
  "params": {"year":2025,"unit":"F"},
  "complete": true,
  "rows": [
    {"month":"2025-01","meanTempF":48.5,"name":"PHOENIX, \\"AZ\\"","hot":true},
    {"month":"2025-02","meanTempF":null,"name":"line\\nbreak","hot":false}
  ]
}
`,
    "result.csv": `month,meanTempF,name,hot
2025-01,48.5,"PHOENIX, ""AZ""",true
2025-02,,"line
break",false
`,
  })
})

test("keeps the rows as they are in JSON, whatever they hold", async () => {
  const rows = [{ a: 0.1 + 0.2, b: 1e21, c: -0.5, d: "", e: "é😀\u2028" }]
  expect(JSON.parse((await filesOf(rows))["result.json"]!).rows).toEqual(rows)
})

test("gives every row every column, and null where there is no value or no such number in JSON", async () => {
  const files = await filesOf([{ a: Number.NaN }, { b: 1, a: Number.POSITIVE_INFINITY }], false)
  expect(JSON.parse(files["result.json"]!)).toEqual({
    job: "weather",
    params: { year: 2025, unit: "F" },
    complete: false,
    rows: [
      { a: null, b: null },
      { a: null, b: 1 },
    ],
  })
  expect(files["result.csv"]).toBe("a,b\n,\n,1\n")
})

test("refuses a column that every object has, which the table would not keep", async () => {
  for (const name of ["toString", "__proto__"])
    await expect(filesOf([Object.fromEntries([[name, 1]])])).rejects.toThrow(
      `job "weather": its rows have a column "${name}"; choose another name`,
    )
})

test("makes a result without rows", async () => {
  const files = await filesOf([])
  expect(JSON.parse(files["result.json"]!).rows).toEqual([])
  expect(files["result.csv"]).toBe("\n")
})
