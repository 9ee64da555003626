/** A made service: what its paths begin with, and how it behaves. */
export type MadeService = {
  /** Several prefixes may belong to one service, and one prefix may go on where another ends. */
  readonly prefixes: readonly string[]
  readonly name: string
  /** As it stands in the table's third column. */
  readonly owner: string
  /** Milliseconds that most answers take. */
  readonly latency: number
  /** One request in so many fails. */
  readonly errors: number
}

export const SERVICES: readonly MadeService[] = [
  {
    prefixes: ["/products/", "/cart", "/checkout"],
    name: "shop",
    owner: "Storefront",
    latency: 18,
    errors: 900,
  },
  { prefixes: ["/api/orders"], name: "orders", owner: "Order desk", latency: 45, errors: 250 },
  {
    prefixes: ["/api/orders/export"],
    name: "reports",
    owner: '"Numbers", 2nd floor',
    latency: 900,
    errors: 60,
  },
  {
    prefixes: ["/api/users", "/api/sessions"],
    name: "accounts",
    owner: "Identity",
    latency: 30,
    errors: 400,
  },
  { prefixes: ["/search", "/suche/"], name: "search", owner: "Suche & Größen", latency: 70, errors: 500 },
  { prefixes: ["/static/"], name: "assets", owner: "", latency: 3, errors: 5_000 },
]

/** Requests for these are made too, and no service of the table owns them; `*` is what `OPTIONS *` asks for. */
export const UNKNOWN_PATHS = ["/", "/favicon.ico", "/wp-login.php", "/api/order", "*", ""]

/** The reference object that says which service owns which paths. */
export function madeServices(): string {
  const rows = SERVICES.flatMap(({ prefixes, name, owner }) =>
    prefixes.map((prefix) => [prefix, name, owner]),
  )
  return ["prefix,service,owner", ...rows.map((row) => row.map(quoted).join(",")), ""].join("\n")
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
