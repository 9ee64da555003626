import { readFileSync } from "node:fs"
import { join } from "node:path"
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { Report } from "@mapfold/core/report/report"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { FAULTS, type Fault, startFaultyProxy } from "./faults/faulty-proxy.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { type Serving, serve } from "./serve/serving.ts"

const { path: folder, remove } = scratch()
const [input, home] = [join(folder, "in"), join(folder, "home")]
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
const RUN = ["run", "gsod-hottest", "--year", "2025", "--batch-objects", "7"]
const RESULT = "results/gsod-hottest/year=2025"
const STATIONS = 40

let serving: Serving
/** What an undisturbed run on folders has come to. */
let undisturbed: { readonly json: string; readonly csv: string; readonly shapes: readonly string[] }

beforeAll(async () => {
  await mapfold(["sample", "--stations", String(STATIONS), "--to", input])
  serving = await serve(home)
  // Put, not copied into its folder: so that they have the ETags that S3 would give them.
  const client = new S3Client({
    endpoint: serving.s3Url,
    forcePathStyle: true,
    region: "us-east-1",
    credentials,
  })
  for (const key of keysIn(input)) {
    const Body = readFileSync(join(input, key))
    await client.send(new PutObjectCommand({ Bucket: "input", Key: `weather/${key}`, Body }))
  }
  client.destroy()
  const output = join(folder, "out")
  const ended = await mapfold([...RUN, "--input", input, "--output", output, "--dir", join(folder, "plain")])
  if (ended.code !== 0) throw new Error(ended.stderr)
  undisturbed = outcomeIn(output)
})
afterAll(async () => {
  await serving.end()
  remove()
})

function outcomeIn(output: string) {
  const read = (name: string) => readFileSync(join(output, RESULT, name), "latin1")
  const shapes = keysIn(output).map((key) =>
    key
      .replace(/runs\/[^/]+\//, "runs/RUN/")
      .replace(/batches\/[0-9a-f]+/, "batches/ID")
      .replace(/map\/[^/]+\//, "map/UUID/"),
  )
  return { json: read("result.json"), csv: read("result.csv"), shapes: shapes.sort() }
}

function environment(endpoint: string) {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
}

/** The command on S3 through a proxy that lets three requests in ten go wrong. */
async function runThrough(name: string, faults: readonly Fault[]) {
  const proxy = await startFaultyProxy(serving.s3Url, { faults, share: 0.3, seed: 1 })
  try {
    const silence = faults.includes("silence") ? { MAPFOLD_S3_SILENCE_MS: "1000" } : {}
    const env = { ...environment(proxy.url), ...silence }
    const places = ["--input", "s3://input/weather", "--output", `s3://output/${name}`]
    const ended = await mapfold([...RUN, ...places, "--dir", join(folder, name), "--json"], { env })
    return { ended, injected: proxy.injected, requests: proxy.requests() }
  } finally {
    await proxy.stop()
  }
}

/** Faults that are a batch's own: what it reads, and the batch file that it writes. */
function isOfBatch({ method, path }: { readonly method: string; readonly path: string }): boolean {
  if (method === "GET") return path.startsWith("/input/weather/")
  return method === "PUT" && /\/batches\/[0-9a-f]+\.json/.test(path)
}

describe.concurrent("a run on S3 that answers badly to three requests in ten", () => {
  it.for([...FAULTS.map((fault) => [fault, [fault]] as const), ["everything", FAULTS] as const])(
    "ends with the same bytes, nothing missed and nothing doubled: %s",
    async ([name, faults], { expect }) => {
      const { ended, injected, requests } = await runThrough(name, faults)
      expect(ended.stderr).toBe("")
      expect(ended.code).toBe(0)
      const summary = summaryOf(ended, "SUCCEEDED")
      expect(summary).toMatchObject({ complete: true, published: true, objects: { processed: STATIONS } })
      const output = join(home, "output", name)
      expect(outcomeIn(output)).toEqual(undisturbed)
      expect(readJson(output, RESULT, "latest.json").run).toBe(summary.run)
      const { retries } = Report.parse(readJson(output, summary.report))
      const share = injected.length / requests
      expect(share).toBeGreaterThan(0.1)
      expect(share).toBeLessThan(0.55)
      expect(new Set(injected.map(({ fault }) => fault))).toEqual(new Set(faults))
      // A busy machine may take a second for an answer, which then is asked for once more.
      expect(retries?.requests).toBeGreaterThanOrEqual(injected.filter(isOfBatch).length)
      expect(retries?.requests).toBeLessThanOrEqual(injected.length + requests / 5)
      expect(injected.filter(isOfBatch).length).toBeGreaterThan(5)
    },
  )
})

describe("a run on S3 that answers well", () => {
  it("ends as one on folders does, and reports no retries", async () => {
    const env = environment(serving.s3Url)
    const places = ["--input", "s3://input/weather/", "--output", "s3://output/well"]
    const ended = await mapfold([...RUN, ...places, "--dir", join(folder, "well"), "--json"], { env })
    const output = join(home, "output", "well")
    expect(outcomeIn(output)).toEqual(undisturbed)
    expect(readJson(output, summaryOf(ended, "SUCCEEDED").report).retries).toEqual({ requests: 0 })
  })
})
