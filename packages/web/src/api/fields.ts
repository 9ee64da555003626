type Failing = { readonly status: string; readonly fetchFailureCount: number }

/** Looks in a row that failed, as far as the query tells: one that failed for good stays in the state "error". */
export function failuresOf({ status, fetchFailureCount }: Failing): number {
  return status === "error" ? Math.max(1, fetchFailureCount) : fetchFailureCount
}

/** A field that is left out where it has no value: the API refuses what it does not know. */
export function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value }
}
