import { createHash } from "node:crypto"
import { parseSync } from "oxc-parser"
import { describe, expect, test } from "vitest"
import { basic, type Header, runEdge } from "./edge-runtime.fixture.ts"
import { type Credentials, hashSignIn, renderSignIn } from "./sign-in.ts"

const SALT = "arn:aws:cloudfront::123456789012:key-value-store/4f1c"
const KNOWN: Credentials = { user: "weather", password: "seventeen dry days" }

/** A function that asks for the sign-in and does nothing else. */
function edgeOf(credentials: Credentials, salt = SALT): string {
  const code = renderSignIn(hashSignIn(salt, credentials))
  return `import cf from "cloudfront";\nasync function handler(event) {\n${code}\nreturn event.request;\n}`
}

const ask = (authorization?: Header, code = edgeOf(KNOWN)) =>
  runEdge(code, { headers: authorization === undefined ? {} : { authorization } })

describe("the sign-in at the edge", () => {
  test("lets in who knows name and password, and sends them no further", async () => {
    const { response, request } = await ask(basic("weather", "seventeen dry days"))
    expect(response).toBeNull()
    expect(request!.headers).toEqual({ host: { value: expect.any(String) } })
  })

  test("takes the scheme's name in any case, and names and passwords in any script", async () => {
    const { value } = basic("weather", "seventeen dry days")
    expect((await ask({ value: value.replace("Basic", "bAsIc") })).response).toBeNull()
    const chuva = { user: "previsão", password: "dezessete dias secos 🌵 : ok" }
    expect((await ask(basic(chuva.user, chuva.password), edgeOf(chuva))).response).toBeNull()
  })

  const { value } = basic("weather", "seventeen dry days")
  test.each<[string, Header | undefined]>([
    ["no header", undefined],
    ["an empty one", { value: "" }],
    ["the scheme alone", { value: "Basic" }],
    ["the scheme and spaces", { value: "Basic    " }],
    ["another password", basic("weather", "seventeen dry dayz")],
    ["another name", basic("Weather", "seventeen dry days")],
    ["no password", basic("weather", "")],
    ["a password that goes on", basic("weather", "seventeen dry days ")],
    ["nothing", basic("", "")],
    ["another scheme", { value: value.replace("Basic", "Bearer") }],
    ["a scheme before it", { value: `Bearer ${value}` }],
    ["what is no base64", { value: "Basic weather:seventeen dry days" }],
    ["the right ones twice", { value, multiValue: [{ value }, { value }] }],
    ["the right ones beside wrong ones", { value, multiValue: [{ value }, basic("a", "b")] }],
    ["two in one", { value: `${value}, ${value}` }],
    ["a tail", { value: `${value}\u0000` }],
    ["padding that nobody sends", { value: `${value}==` }],
    ["the hash itself", { value: `Basic ${hashSignIn(SALT, KNOWN).hash}` }],
    ["a megabyte", { value: `Basic ${"A".repeat(1_000_000)}` }],
    ["spaces without end", { value: `Basic${" ".repeat(1_000_000)}!` }],
    ["names of every object's", { value: "__proto__", multiValue: [] }],
  ])("refuses %s", async (_, authorization) => {
    const { response, request, origin } = await ask(authorization)
    expect({ request, origin }).toEqual({ request: null, origin: null })
    expect(response).toEqual({
      statusCode: 401,
      statusDescription: "Unauthorized",
      headers: {
        "www-authenticate": { value: 'Basic realm="Mapfold", charset="UTF-8"' },
        "cache-control": { value: "no-store" },
        "content-type": { value: "text/plain; charset=utf-8" },
        "content-security-policy": { value: "default-src 'none'; frame-ancestors 'none'; sandbox" },
        "strict-transport-security": { value: "max-age=31536000" },
        "x-content-type-options": { value: "nosniff" },
      },
      body: { encoding: "text", data: "Sign in to see this site.\n" },
    })
  })

  test("holds neither name nor password, and another salt hashes them to something else", () => {
    const code = edgeOf(KNOWN)
    expect(code).not.toMatch(/weather|seventeen/)
    expect(code).not.toContain(value.slice("Basic ".length))
    expect(hashSignIn("another", KNOWN).hash).not.toBe(hashSignIn(SALT, KNOWN).hash)
    const sent = value.slice("Basic ".length)
    expect(hashSignIn(SALT, KNOWN).hash).toBe(createHash("sha256").update(`${SALT}${sent}`).digest("hex"))
  })

  test("looks at each digit of the hash, whichever differs first", () => {
    const { hash } = hashSignIn(SALT, KNOWN)
    const changed = (at: number) => `${hash.slice(0, at)}${hash[at] === "0" ? "1" : "0"}${hash.slice(at + 1)}`
    const refusals = Array.from(hash, async (_, at) => {
      const code = renderSignIn({ salt: SALT, hash: changed(at) })
      const { response } = await ask(
        { value },
        `async function handler(event) {${code} return event.request}`,
      )
      return response?.statusCode
    })
    return expect(Promise.all(refusals)).resolves.toEqual(Array.from(hash, () => 401))
  })

  test("is written in what the edge's runtime knows", () => {
    const { program, errors } = parseSync("edge.js", edgeOf(KNOWN))
    expect(errors).toEqual([])
    const used = [...JSON.stringify(program).matchAll(/"(?:type|operator)":"([^"]+)"/g)].map(
      ([, name]) => name!,
    )
    expect([...new Set(used)].filter((name) => !KNOWN_TO_THE_EDGE.includes(name))).toEqual([])
    expect([...edgeOf(KNOWN).matchAll(/\$\/(\w*)/g)].map(([, flags]) => flags)).toEqual(["i"])
  })
})

/**
 * Of what the runtime lists: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html.
 * Not there: classes, for-of, optional chaining, `??`, destructuring, spreading.
 */
const KNOWN_TO_THE_EDGE = [
  ...[
    "Program",
    "ImportDeclaration",
    "ImportDefaultSpecifier",
    "FunctionDeclaration",
    "Identifier",
    "Literal",
  ],
  ...[
    "BlockStatement",
    "VariableDeclaration",
    "VariableDeclarator",
    "ExpressionStatement",
    "ReturnStatement",
  ],
  ...["IfStatement", "ForStatement", "MemberExpression", "CallExpression", "ParenthesizedExpression"],
  ...[
    "ConditionalExpression",
    "LogicalExpression",
    "BinaryExpression",
    "UnaryExpression",
    "UpdateExpression",
    "AssignmentExpression",
  ],
  ...["ObjectExpression", "Property", "&&", "!", "+", "<", "++", "^", "|=", "=", "delete"],
]

describe("name and password", () => {
  test.each([
    ["", "SiteUser"],
    ["we:ather", "SiteUser"],
    ["weather\n", "SiteUser"],
    ["w".repeat(201), "SiteUser"],
  ])("are refused for the name %j", (user, secret) => {
    expect(() => hashSignIn(SALT, { ...KNOWN, user })).toThrow(`the secret ${secret} is `)
    expect(() => hashSignIn(SALT, { ...KNOWN, user })).toThrow("sst secret set SiteUser")
  })

  test.each(["", "fifteen letters", "p".repeat(201), "seventeen\tdry days"])(
    "are refused for the password %j, which the message does not repeat",
    (password) => {
      const refusal = () => hashSignIn(SALT, { ...KNOWN, password })
      expect(refusal).toThrow(`the secret SitePassword has ${password.length} characters`)
      expect(refusal).toThrow("sst secret set SitePassword")
      if (password !== "") expect(refusal).not.toThrow(password)
    },
  )
})
