/** An error is told as its name and its message: the name alone; all of it where it has none. */
export function nameOfError(error: string): string {
  return /^[\w.]+(?=: |$)/.exec(error)?.[0] ?? error
}
