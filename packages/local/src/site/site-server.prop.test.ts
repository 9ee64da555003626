import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeRuns } from "@mapfold/functions/api/made-runs.fixture"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { HttpServer } from "../http-server.ts"
import { ask } from "./raw-socket.fixture.ts"
import { makeSiteServer } from "./site-server.ts"

/** What lies beside the site's folder. */
const HIDDEN = "for nobody's eyes"

let home = ""
let server: HttpServer
const failures: unknown[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-site-"))
  const folder = join(home, "dist")
  mkdirSync(join(folder, "assets"), { recursive: true })
  writeFileSync(join(folder, "index.html"), "page")
  writeFileSync(join(folder, "assets/main.js"), "script")
  writeFileSync(join(home, "secret.txt"), HIDDEN)
  writeFileSync(join(home, "secret"), HIDDEN)
  const { runs } = makeRuns()
  server = await makeSiteServer({ runs, folder, onFailure: (error) => failures.push(error) })
})
afterAll(async () => {
  await server.close()
  rmSync(home, { recursive: true })
})

const part = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      ".",
      "..",
      "...",
      "%2e%2e",
      "%2E.",
      "..%2f",
      "..%5c",
      "..\\",
      "%00",
      "%",
      "%zz",
      "%c0%ae%c0%ae",
      "//",
    ],
    ...[
      "secret",
      "secret.txt",
      "dist",
      "assets",
      "main.js",
      "index.html",
      "api",
      "runs",
      "\u00ff",
      "?",
      "#",
      "@",
      ":",
    ],
  ),
  // one line of one word: what else there is between words is the parser's to refuse
  fc.string({
    unit: fc.integer({ min: 33, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  }),
)
const target = fc
  .tuple(
    fc.constantFrom("/", "", "//", "http://127.0.0.1/", "http://example.com/"),
    fc.array(part, { maxLength: 6 }),
  )
  .map(([start, parts]) => start + parts.join("/"))
  .filter((found) => found !== "")
const method = fc.constantFrom("GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")

test("whatever is asked for, nothing outside the site is shown, and the server goes on", async () => {
  await fc.assert(
    fc.asyncProperty(method, target, async (method, target) => {
      const answer = await ask(server.url, target, { method })
      expect([200, 304, 400, 403, 404, 405]).toContain(answer.status)
      expect(answer.body).not.toContain(HIDDEN)
    }),
    { numRuns: 600 },
  )
  expect(failures).toEqual([])
  expect(await (await fetch(server.url)).text()).toBe("page")
})
