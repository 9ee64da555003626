import { expect, test } from "vitest"
import { noticeLines } from "./notice-lines.ts"

test("a message of many objects has a line for each, and for what is told of them all", () => {
  const lines = [
    '2 of 9 objects failed, and none is tolerated: in/a.csv line 1: there is no column; it has "B"',
    "in/b.csv line 7: a quote is never closed",
    "4 of 90 records in 2 objects were rejected: day 1 times; number 3 times",
    'for example in/c.csv line 3: TEMP "warm" is not a number',
    'in/c.csv line 8: TEMP "warm" is not a number',
    "the report is s3://out/runs/r/report.json",
  ]
  expect(noticeLines(lines.join("; "))).toEqual(lines)
})

test("any other message stays as it is", () => {
  for (const message of ["", "a;b", "the workflow was stopped; nobody said why", "; "])
    expect(noticeLines(message)).toEqual([message])
})
