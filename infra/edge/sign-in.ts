import { createHash } from "node:crypto"
import { InvalidSignIn } from "./errors.ts"

/** Characters. A hash that somebody may read is not to be guessed: 16 random ones are 80 bits at the least. */
const SHORTEST_PASSWORD = 16
const LONGEST = 200
/** HTTP Basic has no way to send them. https://www.rfc-editor.org/rfc/rfc7617#section-2 */
const CONTROLS = /\p{Cc}/u

export type Credentials = { readonly user: string; readonly password: string }
export type SignIn = {
  /** Of one site alone. */
  readonly salt: string
  /** 64 hexadecimal digits. */
  readonly hash: string
}

/**
 * What the edge compares with: the SHA-256 of the salt and the credentials as a browser sends them, in base64. Throws
 * `InvalidSignIn`, without the password, where they cannot be sent or could be guessed.
 */
export function hashSignIn(salt: string, { user, password }: Credentials): SignIn {
  if (user === "" || user.length > LONGEST || user.includes(":") || CONTROLS.test(user))
    throw new InvalidSignIn(
      `the secret SiteUser is ${JSON.stringify(user.slice(0, LONGEST))}: a name has 1 to ${LONGEST} characters, no colon and ` +
        "nothing that cannot be typed: set another with `sst secret set SiteUser <name>`",
    )
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST || CONTROLS.test(password))
    throw new InvalidSignIn(
      `the secret SitePassword has ${password.length} characters: it must have ${SHORTEST_PASSWORD} to ${LONGEST}, all of which ` +
        "can be typed, since whoever may read the distribution reads its hash: set one with " +
        '`sst secret set SitePassword "$(openssl rand -base64 24)"`',
    )
  const sent = Buffer.from(`${user}:${password}`, "utf8").toString("base64")
  return { salt, hash: createHash("sha256").update(`${salt}${sent}`).digest("hex") }
}

/**
 * The code that asks for the sign-in, to be put at the beginning of a CloudFront function for viewer requests: it answers 401,
 * or takes the credentials out of the request and lets it pass. Base64 is compared as it came, so that nothing is decoded; every
 * digit of the hashes is compared, so that the time taken tells nothing.
 *
 * What the runtime knows: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function renderSignIn({ salt, hash }: SignIn): string {
  return `{
  const h = event.request.headers;
  const a = h.authorization;
  const m = a && !a.multiValue && /^basic +([a-z0-9+/]+=*) *$/i.exec(a.value);
  const d = require("crypto").createHash("sha256").update(${JSON.stringify(salt)} + (m ? m[1] : "")).digest("hex");
  const e = ${JSON.stringify(hash)};
  let x = m ? 0 : 1;
  for (let i = 0; i < e.length; i++) x |= d.charCodeAt(i) ^ e.charCodeAt(i);
  if (x) return {
    statusCode: 401,
    statusDescription: "Unauthorized",
    headers: {
      "www-authenticate": { value: 'Basic realm="Mapfold", charset="UTF-8"' },
      "cache-control": { value: "no-store" },
      "content-type": { value: "text/plain; charset=utf-8" },
      "content-security-policy": { value: "default-src 'none'; frame-ancestors 'none'; sandbox" },
      "strict-transport-security": { value: "max-age=31536000" },
      "x-content-type-options": { value: "nosniff" }
    },
    body: { encoding: "text", data: "Sign in to see this site.\\n" }
  };
  delete h.authorization;
}`
}
