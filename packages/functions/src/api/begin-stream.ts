/**
 * The same stream, whose first piece is there already: what goes wrong at once is thrown, and can be answered as any error.
 * What goes wrong later breaks the stream.
 */
export async function beginStream(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  let first: ReadableStreamReadResult<Uint8Array> | null = await reader.read()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = first ?? (await reader.read())
        first = null
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // nothing is read ahead of whoever takes it
    { highWaterMark: 0 },
  )
}
