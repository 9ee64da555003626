import { readFileSync } from "node:fs"
import { join } from "node:path"
import { makePageAnswer } from "@mapfold/local/site/answer-page"
import { beforeAll, describe, expect, test } from "vitest"
import { PAGE_POLICY } from "./edge/security-headers.ts"
import { allows } from "./evaluate/allows.ts"
import { PAGES } from "./evaluate/build-pages.ts"
import { evaluateStage } from "./evaluate/evaluate-stage.ts"
import type { EvaluatedStage, Fields } from "./evaluate/resource.ts"
import { ofType, parsePolicy } from "./evaluate/roles.ts"
import { DISTRIBUTION, EDGE_FUNCTION, FUNCTION_URL, named, only } from "./evaluate/site.fixture.ts"
import { SECRETS } from "./evaluate/stages.fixture.ts"

const PERMISSION = "aws:lambda/permission:Permission"

const NAMES = ["prod", "alice", "dev"] as const
let stages: Record<(typeof NAMES)[number], EvaluatedStage>
let without: EvaluatedStage
beforeAll(async () => {
  const personal = { stage: "alice", settings: { site: true }, secrets: SECRETS }
  const [prod, alice, dev, none] = await Promise.all([
    evaluateStage({ stage: "prod", secrets: SECRETS }),
    evaluateStage(personal),
    evaluateStage({ ...personal, dev: true }),
    evaluateStage({ stage: "prod", settings: { production: true, site: false } }),
  ])
  stages = { prod, alice, dev }
  without = none
})

describe("a site", () => {
  test("is not deployed before a name and a password are set", async () => {
    const { SiteUser, SitePassword } = SECRETS
    await expect(evaluateStage({ stage: "prod", secrets: { SitePassword } })).rejects.toThrow(
      "Set a value for SiteUser with `sst secret set SiteUser <value>`",
    )
    await expect(evaluateStage({ stage: "prod", secrets: { SiteUser } })).rejects.toThrow(
      "Set a value for SitePassword with `sst secret set SitePassword <value>`",
    )
    await expect(
      evaluateStage({ stage: "prod", secrets: { SiteUser, SitePassword: "admin" } }),
    ).rejects.toThrow("the secret SitePassword has 5 characters: it must have 16 to 200")
  })

  test("is left out where the settings say so, and then needs no sign-in", () => {
    for (const type of [DISTRIBUTION, EDGE_FUNCTION, FUNCTION_URL]) expect(ofType(without, type)).toEqual([])
    expect(without.outputs).not.toHaveProperty("site")
  })

  test.each(NAMES)("of %s is one distribution, whose address the deploy prints", (name) => {
    const { outputs } = only(stages[name], DISTRIBUTION)
    expect(stages[name].outputs.site).toBe(`https://${outputs.domainName}`)
  })
})

describe("the edge", () => {
  test.each(NAMES)("of %s runs one function on every request, small enough for CloudFront", (name) => {
    const edge = only(stages[name], EDGE_FUNCTION)
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions
    expect(Buffer.byteLength(edge.inputs.code as string)).toBeLessThanOrEqual(10_240)
    expect(edge.inputs.runtime).toBe("cloudfront-js-2.0")
    const { inputs } = only(stages[name], DISTRIBUTION)
    expect(inputs.orderedCacheBehaviors).toBeUndefined()
    expect(inputs.defaultCacheBehavior).toMatchObject({
      viewerProtocolPolicy: "redirect-to-https",
      functionAssociations: [{ eventType: "viewer-request", functionArn: edge.outputs.arn }],
      lambdaFunctionAssociations: [],
    })
    expect(JSON.stringify(edge.inputs.code)).not.toContain(SECRETS.SitePassword)
  })
})

describe("around the distribution", () => {
  test.each(NAMES)("the function of %s answers nobody", (name) => {
    const stage = stages[name]
    const { inputs } = only(stage, FUNCTION_URL)
    expect(inputs).toMatchObject({ authorizationType: "AWS_IAM", invokeMode: "RESPONSE_STREAM" })
    expect(inputs.cors).toBeUndefined()
    const { arn } = only(stage, DISTRIBUTION).outputs
    const status = named(stage, "StatusFunction")
    const cloudfront = { function: status.inputs.name, principal: "cloudfront.amazonaws.com", sourceArn: arn }
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
    const permissions: unknown[] = ofType(stage, PERMISSION).map(({ inputs }) => inputs)
    expect(permissions).toHaveLength(2)
    expect(permissions).toContainEqual({ ...cloudfront, action: "lambda:InvokeFunctionUrl" })
    const invoked = { action: "lambda:InvokeFunction", invokedViaFunctionUrl: true }
    expect(permissions).toContainEqual({ ...cloudfront, ...invoked })
  })

  test.each(NAMES)("the bucket of %s lets this distribution read, by TLS, and nobody else", (name) => {
    const stage = stages[name]
    const { outputs } = named(stage, "PagesAssetsBucket")
    const policies = ofType(stage, "aws:s3/bucketPolicy:BucketPolicy")
    const { policy } = policies.find(({ inputs }) => inputs.bucket === outputs.bucket)!.inputs
    const statements = parsePolicy(policy)
    expect(statements.map(({ effect, principal }) => [effect, principal])).toEqual([
      ["Deny", "*"],
      ["Allow", { Service: ["cloudfront.amazonaws.com"] }],
    ])
    const { arn } = only(stage, DISTRIBUTION).outputs
    const read = (source: string, secure = "true", action = "s3:GetObject") =>
      allows(statements, {
        ...{ action, resource: `${outputs.arn}/index.html` },
        context: { "AWS:SourceArn": source, "aws:SecureTransport": secure },
      })
    expect(read(arn as string)).toBe(true)
    expect(read("arn:aws:cloudfront::999999999999:distribution/ANOTHER")).toBe(false)
    expect(read(arn as string, "false")).toBe(false)
    expect(read(arn as string, "true", "s3:PutObject")).toBe(false)
    const block = named(stage, "PagesAssetsPublicAccessBlock").inputs
    expect(Object.values(block).filter((value) => typeof value === "boolean")).toEqual([
      true,
      true,
      true,
      true,
    ])
  })
})

describe("the API's function", () => {
  test.each(NAMES)("of %s knows its stage and its site's origin, whatever a request says", (name) => {
    const stage = stages[name]
    const { environment, timeout } = named(stage, "StatusFunction").inputs
    const { variables } = environment as { variables: Record<string, string> }
    expect(variables.MAPFOLD_SITE_ORIGIN).toBe(stage.outputs.site)
    expect(variables.MAPFOLD_TARGET).toBe(only(stage, "aws:ssm/parameter:Parameter").inputs.value)
    const total = Object.entries(variables).map(([key, value]) => key.length + value.length)
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    expect(total.reduce((sum, length) => sum + length, 0)).toBeLessThan(4_096)
    expect(timeout).toBe(name === "dev" ? 900 : 120)
  })
})

describe("what CloudFront answers", () => {
  test("has the headers that the site has on one machine, and is for HTTPS alone", async () => {
    const policy = only(stages.prod, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    const { inputs } = only(stages.prod, DISTRIBUTION)
    expect(inputs.defaultCacheBehavior).toMatchObject({ responseHeadersPolicyId: policy.outputs.id })
    const added = renderHeaders(policy.inputs)
    const file = { body: Buffer.from(""), contentType: "text/html", etag: '"1"', isImmutable: false }
    const answer = makePageAnswer(new Map([["/index.html", file]]))
    const { headers } = await answer(new Request("http://127.0.0.1/"))
    for (const [name, value] of Object.entries(added))
      if (name !== "strict-transport-security") expect([name, headers.get(name)]).toEqual([name, value])
    expect(added["strict-transport-security"]).toBe("max-age=31536000")
    expect(Object.keys(added)).toHaveLength(8)
  })

  test("has a policy that allows no script in a page, and leaves the API's stricter one", () => {
    const { securityHeadersConfig } = only(
      stages.prod,
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    ).inputs as { securityHeadersConfig: { contentSecurityPolicy: Fields } }
    const { contentSecurityPolicy, override } = securityHeadersConfig.contentSecurityPolicy
    expect(override).toBe(false)
    expect(contentSecurityPolicy).toBe(PAGE_POLICY)
    expect(PAGE_POLICY).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(PAGE_POLICY).not.toMatch(/unsafe|https?:|\*/)
  })

  test("is remembered for a second, and an error not at all", () => {
    const policy = only(stages.prod, "aws:cloudfront/cachePolicy:CachePolicy")
    expect(policy.inputs).toMatchObject({ minTtl: 1, defaultTtl: 0 })
    const { customErrorResponses } = only(stages.prod, DISTRIBUTION).inputs as {
      customErrorResponses: readonly { errorCode: number; errorCachingMinTtl: number }[]
    }
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
    const codes = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]
    expect(customErrorResponses).toEqual(codes.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })))
  })
})

describe("the pages", () => {
  const page = () => readFileSync(join(PAGES, "index.html"), "utf8")

  test("have no script, style or handler in them that their policy forbids", () => {
    expect(page()).toMatch(/<script type="module"[^>]* src="\/assets\//)
    expect(page()).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:/i)
    const sources = [...page().matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source!)
    expect(sources.length).toBeGreaterThan(2)
    expect(sources.filter((source) => !/^\/[^/]/.test(source))).toEqual([])
  })

  test("are asked for again each time, and what is named after its content is kept, by no public cache", () => {
    const { files } = named(stages.prod, "PagesAssetFiles.sst.aws.BucketFiles").inputs as {
      files: readonly { key: string; cacheControl: string; contentType: string }[]
    }
    expect(files.length).toBeGreaterThan(5)
    for (const { key, cacheControl, contentType } of files) {
      const isNamedByContent = key.startsWith("assets/")
      expect([key, cacheControl]).toEqual([
        key,
        isNamedByContent ? "max-age=31536000, immutable" : "no-cache",
      ])
      expect(contentType, key).toMatch(/^(text\/(html|css|javascript)|image\/svg\+xml|application\/json)/)
    }
    expect(files.map(({ key }) => key)).toContain("index.html")
  })

  test("are built by the deploy itself, for production", () => {
    expect(named(stages.prod, "PagesBuilder").inputs).toMatchObject({
      create: "npm run build",
      dir: expect.stringMatching(/packages\/web$/),
      environment: { NODE_ENV: "production" },
    })
  })
})

/** The headers of a response headers policy, by their names in lower case. */
function renderHeaders(policy: Fields): Record<string, string> {
  const { securityHeadersConfig: security, customHeadersConfig: custom } = policy as unknown as {
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy: string }
      contentTypeOptions: object
      frameOptions: { frameOption: string }
      referrerPolicy: { referrerPolicy: string }
      strictTransportSecurity: { accessControlMaxAgeSec: number }
    }
    customHeadersConfig: { items: readonly { header: string; value: string; override: boolean }[] }
  }
  expect(custom.items.every(({ override }) => override)).toBe(true)
  return {
    "content-security-policy": security.contentSecurityPolicy.contentSecurityPolicy,
    "x-content-type-options": "nosniff",
    "x-frame-options": security.frameOptions.frameOption,
    "referrer-policy": security.referrerPolicy.referrerPolicy,
    "strict-transport-security": `max-age=${security.strictTransportSecurity.accessControlMaxAgeSec}`,
    ...Object.fromEntries(custom.items.map(({ header, value }) => [header.toLowerCase(), value])),
  }
}
