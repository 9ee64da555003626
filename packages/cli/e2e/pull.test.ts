import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { startCuttingProxy } from "@mapfold/local/s3/cutting-proxy.fixture"
import { makeS3Server, type S3Server } from "@mapfold/local/s3/s3-server"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { killAt } from "./kill/kill-at.ts"

// The archive is a public bucket of the S3 endpoint: its objects were put there, so that their ETags are MD5s as in S3.

const home = scratch()
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
let server: S3Server
let client: S3Client
let to: string

/** Keys and texts: 40 files of 2023, a few of 2022. */
const FILES = Object.fromEntries(
  [
    ...Array.from({ length: 40 }, (_, at) => `2023/${10_000_000_000 + at}.csv`),
    "2022/1.csv",
    "2022/2.csv",
  ].map((key) => [key, `STATION,DATE\n${key},2023-01-01\n`.repeat(50)]),
)

async function putSource(key: string, text: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: "noaa-gsod-pds", Key: key, Body: text }))
}

beforeAll(async () => {
  for (const name of ["source", "made"]) mkdirSync(join(home.path, name))
  server = await makeS3Server({
    home: join(home.path, "home"),
    buckets: { "noaa-gsod-pds": join(home.path, "source"), made: join(home.path, "made") },
    credentials,
    publicBuckets: new Set(["noaa-gsod-pds", "gone"]),
  })
  client = new S3Client({ region: "us-east-1", endpoint: server.url, forcePathStyle: true, credentials })
  for (const [key, text] of Object.entries(FILES)) await putSource(key, text)
})
afterAll(async () => {
  client.destroy()
  await server.close()
  home.remove()
})
beforeEach(() => {
  to = join(home.path, `to-${Math.random().toString(36).slice(2)}`)
})

function pull(args: readonly string[], env: NodeJS.ProcessEnv = {}, endpoint = server.url): Promise<Ended> {
  return mapfold(["pull", "gsod", "--endpoint-url", endpoint, ...args], { env })
}

function filesIn(folder: string): Record<string, string> {
  const keys = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((key) => /^\d{4}\//.test(key))
  return Object.fromEntries(keys.sort().map((key) => [key, readFileSync(join(folder, key), "utf8")]))
}

const of = (year: number) =>
  Object.fromEntries(Object.entries(FILES).filter(([key]) => key.startsWith(`${year}/`)))
const objectsOf = ({ stdout }: Ended) => (JSON.parse(stdout) as { objects: object }).objects

describe("mapfold pull", () => {
  test("copies a year, unsigned, and says so", async () => {
    const ended = await pull(["--year", "2023", "--to", to])
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toMatch(
      /^40 objects in s3:\/\/noaa-gsod-pds: 40 new, 0 changed, 0 the same; \d+\.\d MB in .*\nto {2}.*to-/,
    )
    expect(filesIn(to)).toEqual(of(2023))
  })

  test("copies nothing the second time, then what is new, changed here or there, and removes nothing", async () => {
    await pull(["--year", "2023", "--to", to])
    const [same] = Object.keys(of(2023))
    const before = statSync(join(to, same!)).mtimeMs
    expect(objectsOf(await pull(["--year", "2023", "--to", to, "--json"]))).toEqual({
      ...{ listed: 40, added: 0, changed: 0, kept: 40, failed: 0 },
    })
    expect(statSync(join(to, same!)).mtimeMs).toBe(before)
    const [, touched, removed] = Object.keys(of(2023))
    const text = FILES[touched!]!
    writeFileSync(join(to, touched!), text.replace("2023-01-01", "2023-01-02"))
    rmSync(join(to, removed!))
    writeFileSync(join(to, "2023", "own.csv"), "mine")
    await putSource(same!, `${FILES[same!]}more\n`)
    try {
      const again = await pull(["--year", "2022-2023", "--to", to, "--json"])
      expect(objectsOf(again)).toEqual({ listed: 42, added: 3, changed: 2, kept: 37, failed: 0 })
      expect(filesIn(to)).toEqual({ ...FILES, [same!]: `${FILES[same!]}more\n`, "2023/own.csv": "mine" })
    } finally {
      await putSource(same!, FILES[same!]!)
    }
  })

  test("knows what it pulled by its bytes, where its manifest is lost", async () => {
    await pull(["--year", "2022", "--to", to])
    rmSync(join(to, ".mapfold"), { recursive: true })
    const ended = await pull(["--year", "2022", "--to", to, "--json"])
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: "PULLED", bytes: 0, objects: { kept: 2 } })
  })

  test("pulls into S3, below a prefix, and copies nothing the second time", async () => {
    const env = {
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "mapfold",
      AWS_SECRET_ACCESS_KEY: "mapfold",
    }
    const place = ["--year", "2022", "--to", "s3://made/noaa", "--json"]
    expect(objectsOf(await pull(place, env))).toMatchObject({ added: 2 })
    expect(filesIn(join(home.path, "made", "noaa"))).toEqual(of(2022))
    expect(objectsOf(await pull(place, env))).toMatchObject({ added: 0, kept: 2 })
  })

  test("reads again what a connection that was cut has left out", async () => {
    const proxy = await startCuttingProxy(server.url)
    try {
      proxy.cutAfter(20_000)
      const ended = await pull(["--year", "2023", "--to", to], {}, proxy.url)
      expect(ended).toMatchObject({ code: 0, stderr: "" })
      expect(filesIn(to)).toEqual(of(2023))
    } finally {
      await proxy.stop()
    }
  })

  test.each([1, 2, 3, 25, 60])("goes on where it was killed, with no half of a file: %i", async (call) => {
    const args = ["--endpoint-url", server.url, "--year", "2023", "--to", to]
    const hold = { inMain: true, part: "/2023/.mapfold-tmp-", call, mark: `${to}-held` }
    expect(await killAt(hold, ["pull", "gsod", ...args])).toBe(true)
    for (const [key, text] of Object.entries(filesIn(to)))
      if (key.endsWith(".csv")) expect([key, text]).toEqual([key, FILES[key]])
    expect((await pull(["--year", "2023", "--to", to])).code).toBe(0)
    expect(filesIn(to)).toEqual(of(2023))
  })

  test.each([
    [["--year", "2031"], 2, /there is nothing in s3:\/\/noaa-gsod-pds for 2031: is the year right\?/],
    [["--year", "1900"], 2, /--year 1900: the archive "gsod" begins in 1929/],
    [["--year", "23"], 2, /--year is "23": it must be a year or a range of years/],
    [["--year", "2023", "--source", "s3://gone"], 2, /--source: there is no bucket "gone"/],
    [["--year", "2023", "--source", "s3://made"], 1, /s3:\/\/made\/2023\/ cannot be listed/],
    [["--year", "2023", "--source", "other"], 2, /--source: "other" is no bucket; name one as s3:\/\/bucket/],
  ])("says what is wrong with %j", async (args, code, message) => {
    const ended = await pull([...args, "--to", to])
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
  })

  test("makes no folder of a place in S3 that is none", async () => {
    const ended = await pull(["--year", "2023", "--to", "s3:made"])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(
      '--to: "s3:made" is neither a folder nor a bucket; name a folder, or a place in S3',
    )
  })

  test("says where it cannot write", async () => {
    writeFileSync(to, "a file")
    const ended = await pull(["--year", "2023", "--to", to])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(`--to: ${to} cannot be written: it is a file; name a folder`)
  })
})
