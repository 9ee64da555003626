/** A request as it came, before anything in it is trusted. */
export type SignedRequest = {
  readonly method: string
  /** The path of the request line, its percent codes as they came. */
  readonly path: string
  /** What follows "?", as it came. */
  readonly query: string
  /** Names in lower case and values, in the order in which they came, a name perhaps several times. Each byte a character. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** The values of all headers of a name, joined as HTTP says, or undefined. */
export function headerOf({ headers }: Pick<SignedRequest, "headers">, name: string): string | undefined {
  const values = headers.filter(([found]) => found === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(",")
}

/** The parameters of a query: a `+` is a space. Throws `URIError` where a code is none, or no UTF-8. */
export function readQuery(query: string): readonly (readonly [name: string, value: string])[] {
  if (query === "") return []
  return query.split("&").flatMap((pair) => {
    if (pair === "") return []
    const equals = pair.indexOf("=")
    const name = equals < 0 ? pair : pair.slice(0, equals)
    return [[decode(name), equals < 0 ? "" : decode(pair.slice(equals + 1))] as const]
  })
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "))
}
