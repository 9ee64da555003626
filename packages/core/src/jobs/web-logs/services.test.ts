import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { madeServices } from "./made/services.ts"
import { makeFindService, services } from "./services.ts"

const find = makeFindService([
  { prefix: "/api/orders", service: "orders" },
  { prefix: "/api/orders/export", service: "reports" },
  { prefix: "/api/", service: "gateway" },
  { prefix: "/größe/😀", service: "sizes" },
])

describe("makeFindService", () => {
  test.each([
    ["/api/orders", "orders"],
    ["/api/orders/7", "orders"],
    ["/api/orders-old", "orders"],
    ["/api/orders/expor", "orders"],
    ["/api/orders/export", "reports"],
    ["/api/orders/export/7", "reports"],
    ["/api/order", "gateway"],
    ["/api/", "gateway"],
    ["/api", null],
    ["/größe/😀/1", "sizes"],
    ["/größe/", null],
    ["", null],
    ["constructor", null],
  ])("of %j is %j", (path, service) => {
    expect(find(path)).toBe(service)
  })

  test("finds the longest of any prefixes", () => {
    const piece = fc.constantFrom("/", "a", "ab", "é", "😀", "__proto__")
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""))
    const table = fc.uniqueArray(text, { maxLength: 8 })
    fc.assert(
      fc.property(table, text, (prefixes, path) => {
        const found = makeFindService(prefixes.map((prefix) => ({ prefix, service: `of ${prefix}` })))(path)
        const [longest] = prefixes
          .filter((prefix) => path.startsWith(prefix) && prefix !== "")
          .sort((one, other) => other.length - one.length)
        expect(found).toBe(longest === undefined ? null : `of ${longest}`)
      }),
    )
  })

  test("refuses a prefix that two services claim", () => {
    const twice = ["shop", "assets"].map((service) => ({ prefix: "/a", service }))
    expect(() => makeFindService(twice)).toThrow('has prefix "/a" twice, for shop and for assets')
  })
})

describe("the table of services", () => {
  test("has a prefix that begins with a slash, and a service, in each row", () => {
    const outcome = (row: object) => services.record.safeParse(row).error?.issues[0]?.message
    expect(outcome({ prefix: "/a", service: "shop" })).toBeUndefined()
    expect(outcome({ prefix: "a", service: "shop" })).toBe("does not begin with /")
    expect(outcome({ prefix: "", service: "shop" })).toBe("does not begin with /")
    expect(outcome({ prefix: "/a", service: "" })).toBe("is empty")
  })

  test("has columns of its own that the made one has", () => {
    expect(madeServices()).toMatch(/^prefix,service,owner\n\/products\/,shop,Storefront\n/)
  })
})
