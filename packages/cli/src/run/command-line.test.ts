import { describe, expect, it } from "vitest"
import { narrowTo } from "./command-line.ts"

describe("narrowTo", () => {
  it("keeps all flags but those that choose objects", () => {
    const words = ["run", "job", "--year", "2025", "--only", "a", "--only=b", "--json"]
    expect(narrowTo("2025/c.csv", words)).toEqual([
      "run",
      "job",
      "--year",
      "2025",
      "--json",
      "--only",
      "2025/c.csv",
    ])
  })

  it("joins a key to its flag where it would look like a flag", () => {
    expect(narrowTo("-rf", ["run"])).toEqual(["run", "--only=-rf"])
  })
})
