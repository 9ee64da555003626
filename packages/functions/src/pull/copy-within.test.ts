import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { S3Client } from "@aws-sdk/client-s3"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeS3Client } from "../s3-client.ts"
import { makeCopyWithin } from "./copy-within.ts"

const COPIED =
  "<CopyObjectResult><ETag>&quot;copy&quot;</ETag><LastModified>2026-01-01T00:00:00Z</LastModified></CopyObjectResult>"
const order = { source: "archive", target: "in", key: "2023/a b+ü.csv", etag: '"source"' }

let server: Server
let client: S3Client
/** What is answered, in turn; a copy where there is nothing left. */
let answers: { status: number; body: string }[]
let requests: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders }[]

beforeEach(async () => {
  answers = []
  requests = []
  server = createServer(({ method, url, headers }, response) => {
    requests.push({ method, url, headers })
    const { status, body } = answers.shift() ?? { status: 200, body: COPIED }
    response.writeHead(status, { "content-type": "application/xml" }).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  client = makeS3Client("eu-west-1", {
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    maxAttempts: 2,
  })
})
afterEach(async () => {
  client.destroy()
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const refusal = (status: number, code: string) => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
})

describe("a copy within S3", () => {
  test("is of the object that was listed, under the same key, and needs no right to its tags", async () => {
    expect(await makeCopyWithin(client)(order)).toEqual({ etag: '"copy"' })
    expect(requests).toMatchObject([
      {
        method: "PUT",
        url: "/in/2023/a%20b%2B%C3%BC.csv?x-id=CopyObject",
        headers: {
          "x-amz-copy-source": "archive/2023/a%20b%2B%C3%BC.csv",
          "x-amz-copy-source-if-match": '"source"',
          "x-amz-tagging-directive": "REPLACE",
        },
      },
    ])
  })

  test("that fails while S3 already answers, is asked for again", async () => {
    // S3 has said 200 before it begins to copy
    answers = [refusal(200, "InternalError")]
    expect(await makeCopyWithin(client)(order)).toEqual({ etag: '"copy"' })
    expect(requests).toHaveLength(2)
  })

  test.each([
    [412, "PreconditionFailed", "ObjectChanged"],
    [403, "AccessDenied", "CopyRefused"],
    [404, "NoSuchBucket", "CopyRefused"],
    [503, "SlowDown", "StoreFailed"],
  ])("that is answered with %s %s is %s", async (status, code, name) => {
    answers = [refusal(status, code), refusal(status, code)]
    await expect(makeCopyWithin(client)(order)).rejects.toMatchObject({ name })
  })
})
