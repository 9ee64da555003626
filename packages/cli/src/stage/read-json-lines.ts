/** The values of JSON Lines, one at a time as they arrive. */
export async function* readJsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let rest = ""
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = lines.pop()!
    for (const line of lines) yield JSON.parse(line) as unknown
  }
  if (rest !== "") yield JSON.parse(rest) as unknown
}
