/**
 * The same answer, which ends its connection where its body breaks: whoever saves it must not take a part for the whole. (The
 * adapter would write the error behind what was sent, and end well.)
 */
export function cutOffWhereBroken(
  answer: Response,
  cutOff: () => void,
  onFailure: (error: unknown) => void,
): Response {
  if (answer.body === null) return answer
  const reader = answer.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          onFailure(error)
          cutOff()
          controller.close()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, answer)
}
