/** What stands for a value that is another each time. */
const PLACEHOLDER = /^(date|RequestId|x-amzn-RequestId|X-Amzn-Trace-Id|lambda_function_name|<[a-z-]+:\d+>)$/

/** Fields of a failed function's answer that tell of Python, or are another each time. */
const OF_PYTHON = ["requestId", "stackTrace", "trace"]

/** The two values in a form in which they are equal where AWS and the engine agree. */
export function comparable(expected: unknown, actual: unknown, ignored: ReadonlySet<string>) {
  const values = [expected, actual].map((value) => withoutFields(value, ignored))
  return { expected: fillPlaceholders(values[0], values[1]), actual: values[1] }
}

/** Names of the fields that a case's JSONPaths leave out: the last step of each. */
export function ignoredFields(paths: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(paths.flat().map((path) => path.split(".").at(-1)!))
}

/** An answer of a function lies in a string, which is JSON. */
function withoutFields(value: unknown, ignored: ReadonlySet<string>): unknown {
  if (typeof value === "string" && value.includes('"errorType"')) {
    return withoutFields(JSON.parse(value), new Set([...ignored, ...OF_PYTHON]))
  }
  if (Array.isArray(value)) return value.map((element) => withoutFields(element, ignored))
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).filter(([name]) => !ignored.has(name))
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutFields(field, ignored)]))
}

function fillPlaceholders(expected: unknown, actual: unknown): unknown {
  if (typeof expected === "string") {
    return PLACEHOLDER.test(expected) && typeof actual === "string" ? actual : expected
  }
  if (typeof expected !== "object" || expected === null) return expected
  const part = (name: string) =>
    typeof actual === "object" && actual !== null ? (actual as Record<string, unknown>)[name] : undefined
  if (Array.isArray(expected))
    return expected.map((element, at) => fillPlaceholders(element, part(String(at))))
  return Object.fromEntries(
    Object.entries(expected).map(([name, field]) => [name, fillPlaceholders(field, part(name))]),
  )
}

const ENDS_OF_PARALLEL = ["ParallelStateSucceeded", "ParallelStateFailed"]

/**
 * Types of events in a form in which their order can be compared. Branches run at once, so those who recorded the cases
 * sorted what lies between a Parallel's start and its exit, and lost the event that says how it ended, if it was left.
 */
export function comparableTypes(types: readonly string[]): string[] {
  const start = types.indexOf("ParallelStateStarted")
  const exit = types.indexOf("ParallelStateExited", start)
  if (start === -1 || exit === -1) return [...types]
  const within = types.slice(start + 1, exit).filter((type) => !ENDS_OF_PARALLEL.includes(type))
  return [...types.slice(0, start + 1), ...within.sort(), ...comparableTypes(types.slice(exit))]
}
