import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { basic, runEdge } from "./edge-runtime.fixture.ts"
import { hashSignIn, renderSignIn } from "./sign-in.ts"

const typed = (minLength: number) =>
  fc.string({ unit: "grapheme", minLength, maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text))
const users = typed(1).filter((user) => !user.includes(":"))
const credentials = fc.record({ user: users, password: typed(16) })

function edgeOf(known: { user: string; password: string }): string {
  return `async function handler(event) {${renderSignIn(hashSignIn("salt", known))} return event.request}`
}

describe("the sign-in at the edge, whatever name and password", () => {
  test("lets in who sends them, and nobody who sends others", async () => {
    await fc.assert(
      fc.asyncProperty(credentials, credentials, async (known, sent) => {
        const code = edgeOf(known)
        const ask = async (user: string, password: string) =>
          (await runEdge(code, { headers: { authorization: basic(user, password) } })).response === null
        expect(await ask(known.user, known.password)).toBe(true)
        const isKnown = sent.user === known.user && sent.password === known.password
        expect(await ask(sent.user, sent.password)).toBe(isKnown)
      }),
      { numRuns: 100 },
    )
  })

  test("answers any header with 401 and never fails", async () => {
    const code = edgeOf({ user: "weather", password: "seventeen dry days" })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `Basic ${text}`),
        ),
        async (value) => {
          const { response } = await runEdge(code, { headers: { authorization: { value } } })
          expect(response?.statusCode).toBe(401)
        },
      ),
      { numRuns: 200 },
    )
  })
})
