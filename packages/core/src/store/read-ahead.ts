/**
 * Yields what `read` answers for each source, in the order of the sources, with at most `ahead` of them under way.
 *
 * The first error ends it; what is under way then is left to finish, unheard.
 */
export async function* readAhead<Source, Result>(
  sources: Iterable<Source> | AsyncIterable<Source>,
  ahead: number,
  read: (source: Source) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const underway: Promise<Result>[] = []
  for await (const source of sources) {
    const reading = read(source)
    // Without this, one that fails while an earlier one is waited for would be an unhandled rejection.
    reading.catch(() => {})
    underway.push(reading)
    if (underway.length >= ahead) yield await underway.shift()!
  }
  for (const reading of underway) yield await reading
}
