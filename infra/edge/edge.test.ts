import { createHash } from "node:crypto"
import { makeLambdaStatusApi } from "@mapfold/functions/lambda/status-app"
import { beforeAll, describe, expect, test } from "vitest"
import { evaluateStage } from "../evaluate/evaluate-stage.ts"
import type { EvaluatedStage, Fields } from "../evaluate/resource.ts"
import {
  ask,
  DISTRIBUTION,
  EDGE_FUNCTION,
  FUNCTION_URL,
  named,
  only,
  signIn,
} from "../evaluate/site.fixture.ts"
import { SECRETS } from "../evaluate/stages.fixture.ts"
import { basic, type Header, runEdge, SITE_HOST } from "./edge-runtime.fixture.ts"

let stage: EvaluatedStage
beforeAll(async () => {
  stage = await evaluateStage({ stage: "prod", secrets: SECRETS })
})

describe("the edge", () => {
  test.each(["/", "/index.html", "/assets/index.js", "/api/runs", "/api/../index.html", "/favicon.ico"])(
    "answers %s with 401 to whoever has not signed in",
    async (uri) => {
      const tried: Record<string, Header>[] = [{}, { authorization: basic("weather", "guess") }]
      for (const headers of tried) {
        const { response, request, origin } = await ask(stage, { uri, headers })
        expect([response?.statusCode, request, origin]).toEqual([401, null, null])
        expect(response!.headers["www-authenticate"]!.value).toMatch(/^Basic realm="Mapfold"/)
        expect(response!.headers["cache-control"]!.value).toBe("no-store")
      }
    },
  )

  test.each(["GET", "HEAD", "POST", "OPTIONS", "DELETE"])("asks a %s to sign in too", async (method) => {
    const { response } = await ask(stage, { uri: "/api/runs", method, headers: {} })
    expect(response?.statusCode).toBe(401)
  })

  test("sends the API's requests to the function alone, signed, with this site's host", async () => {
    for (const uri of ["/api", "/api/site", "/api/runs/levels-1/batches"]) {
      const headers = {
        ...signIn,
        "x-forwarded-host": { value: "evil.example" },
        "x-amz-date": { value: "1" },
      }
      const { request, origin } = await ask(stage, { uri, headers })
      const url = only(stage, FUNCTION_URL).outputs.functionUrl as string
      expect(origin).toMatchObject({
        domainName: new URL(url).host,
        originAccessControlConfig: { enabled: true, signingBehavior: "always", originType: "lambda" },
        // the API itself gives up after 25 s
        timeouts: { readTimeout: 30 },
      })
      expect(request!.uri).toBe(uri)
      expect(request!.headers["x-forwarded-host"]).toEqual({ value: SITE_HOST })
      expect(request!.headers).not.toHaveProperty("authorization")
    }
  })

  test("leaves the body's hash and the Origin as they came", async () => {
    const headers = {
      ...signIn,
      origin: { value: "https://evil.example" },
      "x-amz-content-sha256": { value: "0".repeat(64) },
    }
    const { request } = await ask(stage, { uri: "/api/runs", method: "POST", headers })
    expect(request!.headers).toMatchObject({
      origin: headers.origin,
      "x-amz-content-sha256": headers["x-amz-content-sha256"],
    })
  })

  test.each([
    ["/", "/index.html"],
    ["/index.html", "/index.html"],
    ["/runs/levels-2026.1", "/index.html"],
    ["/apiary", "/index.html"],
    ["/theme.js", "/theme.js"],
    ["/assets/gone.js", "/assets/gone.js"],
  ])("sends a page's request for %s to the bucket, as %s", async (uri, key) => {
    const { request, origin } = await ask(stage, { uri })
    const bucket = named(stage, "PagesAssetsBucket").outputs.bucketRegionalDomainName
    expect(origin).toMatchObject({
      domainName: bucket,
      originAccessControlConfig: { enabled: true, signingBehavior: "always", originType: "s3" },
    })
    expect(request!.uri).toBe(key)
    expect(request!.headers).not.toHaveProperty("authorization")
  })

  test("sends what no route takes to nobody", async () => {
    const code = only(stage, EDGE_FUNCTION).inputs.code as string
    const { origin } = await runEdge(code, { headers: signIn }, {})
    expect(origin).toBeNull()
    const { origins } = only(stage, DISTRIBUTION).inputs as { origins: readonly Fields[] }
    expect(origins.map(({ domainName }) => domainName)).toEqual(["mapfold.example"])
  })
})

describe("a request that came by the edge", () => {
  const hash = createHash("sha256").update("{}").digest("hex")
  const own = () => stage.outputs.site as string

  /** What the API, as the deploy sets it up, says to a POST. */
  async function post(headers: Record<string, string>): Promise<string> {
    const all = { "content-type": "application/json", ...headers }
    const entries = Object.entries(all).map(([name, value]) => [name, { value }] as const)
    const asked = { uri: "/api/runs", method: "POST", headers: { ...signIn, ...Object.fromEntries(entries) } }
    const { request } = await ask(stage, asked)
    const passed = Object.entries(request!.headers).map(([name, { value }]): [string, string] => [
      name,
      value,
    ])
    const { variables } = named(stage, "StatusFunction").inputs.environment as {
      variables: Record<string, string>
    }
    const init = { method: request!.method, headers: passed, body: "{}" }
    const answer = await makeLambdaStatusApi(variables).request(request!.uri, init)
    const { error } = (await answer.json()) as { error: { name: string; message: string } }
    return `${answer.status} ${error.name}: ${error.message}`
  }

  test("from the site's own page is listened to", async () => {
    const headers = { origin: own(), "x-amz-content-sha256": hash }
    // it says nothing of a run, which is looked at when it has been let in
    const listened = /^400 InvalidRequest: the request's json "request"/
    expect(await post(headers)).toMatch(listened)
    expect(await post({ ...headers, "sec-fetch-site": "same-origin" })).toMatch(listened)
  })

  test.each<[string, Record<string, string>]>([
    ["no Origin", {}],
    ["another Origin", { origin: "https://evil.example" }],
    ["no page's Origin", { origin: "null" }],
    [
      "another Origin and a host to match",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ],
  ])("with %s starts nothing", async (_, headers) => {
    expect(await post({ ...headers, "x-amz-content-sha256": hash })).toMatch(/^403 ForeignRequest: .*Origin/)
  })

  test("of another site's page in a browser that is signed in starts nothing", async () => {
    const headers = { origin: own(), "x-amz-content-sha256": hash, "sec-fetch-site": "cross-site" }
    expect(await post(headers)).toMatch(/^403 ForeignRequest: another site/)
  })

  test("without the hash of its body, or with another's, starts nothing", async () => {
    const origin = own()
    expect(await post({ origin })).toMatch(/^400 InvalidRequest: the header x-amz-content-sha256 must hold/)
    const other = { "x-amz-content-sha256": "0".repeat(64) }
    expect(await post({ origin, ...other })).toMatch(/^400 InvalidRequest: the body is not the one/)
  })
})
