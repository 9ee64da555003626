import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { attachment } from "./attachment.ts"

describe("an attachment", () => {
  test.each([
    ["r-1-result.csv", `filename="r-1-result.csv"; filename*=UTF-8''r-1-result.csv`],
    ["São Paulo.csv", `filename="S_o Paulo.csv"; filename*=UTF-8''S%C3%A3o%20Paulo.csv`],
    ['a"b;c.csv', `filename="a_b_c.csv"; filename*=UTF-8''a_b%3Bc.csv`],
    ["../../etc/passwd", `filename="___.._etc_passwd"; filename*=UTF-8''___.._etc_passwd`],
    ["<script>.csv", `filename="_script_.csv"; filename*=UTF-8''_script_.csv`],
    ["a\r\nSet-Cookie: b=c", `filename="a__Set-Cookie_ b_c"; filename*=UTF-8''a__Set-Cookie_%20b%3Dc`],
    ["\u202Efdp.exe\0", `filename="_fdp.exe_"; filename*=UTF-8''_fdp.exe_`],
    ["it's (1)*.csv", `filename="it_s _1__.csv"; filename*=UTF-8''it%27s%20%281%29_.csv`],
    ["", `filename="_"; filename*=UTF-8''_`],
  ])("named %j says %s", (name, expected) => {
    expect(attachment(name)).toBe(`attachment; ${expected}`)
  })

  test("has a name of at most 255 bytes, cut between two letters", () => {
    const [, encoded = ""] = attachment("ã".repeat(1_000)).split("filename*=UTF-8''")
    expect(decodeURIComponent(encoded)).toBe("ã".repeat(127))
  })

  test("is a header of one line that says attachment, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const header = attachment(name)
        expect(header).toMatch(
          /^attachment; filename="[A-Za-z0-9._ -]+"; filename\*=UTF-8''[A-Za-z0-9._~!%-]+$/,
        )
        expect(new Headers({ "content-disposition": header }).get("content-disposition")).toBe(header)
      }),
    )
  })
})
