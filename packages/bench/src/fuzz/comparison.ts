/** How Mapfold's reading of some bytes compares with somebody else's. */
export type Comparison<Kind extends string> =
  /** The other one does not accept the bytes. */
  | { readonly verdict: "refused" }
  | { readonly verdict: "same" }
  /** They differ in known ways, of which these occur. */
  | { readonly verdict: "differs"; readonly kinds: readonly Kind[] }
  /** They differ as they must not. */
  | { readonly verdict: "mistake"; readonly message: string }

export function differing<Kind extends string>(kinds: ReadonlySet<Kind>): Comparison<Kind> {
  return kinds.size === 0 ? { verdict: "same" } : { verdict: "differs", kinds: [...kinds].sort() }
}
