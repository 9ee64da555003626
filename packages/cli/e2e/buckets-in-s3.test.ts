import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { keysIn, summaryOf } from "./files.ts"
import { type Serving, serve } from "./serve/serving.ts"

const { path: folder, remove } = scratch()
const [home, files, mine] = [join(folder, "served"), join(folder, "in"), join(folder, "home")]
const RUN = ["run", "gsod-hottest", "--year", "2025", "--dir", mine]
const RESULT = "results/gsod-hottest/year=2025/result.json"

let serving: Serving
let env: NodeJS.ProcessEnv

/** The served buckets `input` and `output` are folders here. */
beforeAll(async () => {
  serving = await serve(home)
  env = {
    AWS_ENDPOINT_URL_S3: serving.s3Url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "mapfold",
    AWS_SECRET_ACCESS_KEY: "mapfold",
    AWS_EC2_METADATA_DISABLED: "true",
    HOME: folder,
  }
  for (const to of [files, join(home, "input/weather")])
    await mapfold(["sample", "--stations", "40", "--to", to])
  await mapfold([...RUN, "--input", files, "--output", join(folder, "out")])
})
afterAll(async () => {
  await serving.end()
  remove()
})

const undisturbed = () => readFileSync(join(folder, "out", RESULT), "utf8")
const resultIn = (output: string) => readFileSync(join(home, "output", output, RESULT), "utf8")
const again = (...args: string[]) => mapfold([...args, "--dir", mine], { env })

describe("buckets in S3", () => {
  it("are read and written below their prefixes, and told by their addresses", async () => {
    const ended = await mapfold([...RUN, "--input", "s3://input/weather", "--output", "s3://output/a/b"], {
      env,
    })
    expect(ended.stderr).toBe("")
    expect(ended.stdout).toContain(`\nresult  s3://output/a/b/${RESULT}\nreport  s3://output/a/b/runs/`)
    expect(resultIn("a/b")).toBe(undisturbed())
  })

  it("may be one of the two alone", async () => {
    const read = await mapfold([...RUN, "--input", "s3://input/weather/", "--output", join(folder, "read")], {
      env,
    })
    expect(read.code).toBe(0)
    expect(readFileSync(join(folder, "read", RESULT), "utf8")).toBe(undisturbed())
    const written = await mapfold([...RUN, "--input", files, "--output", "s3://output/written", "--json"], {
      env,
    })
    expect(summaryOf(written, "SUCCEEDED")).toMatchObject({ input: files, output: "s3://output/written/" })
    expect(resultIn("written")).toBe(undisturbed())
  })

  it("load AWS's client, which folders do not", async () => {
    const loaded = async (name: string, output: string) => {
      const coverage = join(folder, name)
      const options = { env: { ...env, NODE_V8_COVERAGE: coverage } }
      expect((await mapfold([...RUN, "--input", files, "--output", output], options)).code).toBe(0)
      const texts = readdirSync(coverage).map((file) => readFileSync(join(coverage, file), "utf8"))
      return texts.flatMap((text) => text.match(/"url":"file:[^"]*client-s3[^"]*"/g) ?? [])
    }
    expect(await loaded("without", join(folder, "out"))).toEqual([])
    expect((await loaded("with", "s3://output/loaded")).length).toBeGreaterThan(0)
  })
})

describe("a kept run on S3", () => {
  const bad = join(home, "input/weather/2025", "99999999999.csv")
  let failed: Ended

  beforeAll(async () => {
    writeFileSync(bad, "STATION,DATE\n1,2025-01-01\n")
    failed = await mapfold(
      [...RUN, "--input", "s3://input/weather", "--output", "s3://output/kept", "--json"],
      { env },
    )
  })

  it("is shown, explained and gone on with", async () => {
    const { run, alone, report } = summaryOf(failed, "FAILED")
    expect(failed.stderr).toContain(`\nreport   s3://output/kept/${report}\n`)
    expect(failed.stderr).not.toMatch(/s3:\/\/(input|output)\/runs/)
    expect(alone).toContain("--input s3://input/weather --output s3://output/kept")
    expect((await again("runs")).stdout).toContain(run)
    const { stdout: shown } = await again("show", run)
    expect(shown).toContain("input     s3://input/weather/\noutput    s3://output/kept/\n")
    expect((await again("logs", run, "--object", "2025/99999999999.csv")).stdout).toContain("no column")
    const redriven = await again("redrive", run, "--json")
    expect(summaryOf(redriven, "FAILED").error).toBe("ToleranceExceeded")
    writeFileSync(bad, readFileSync(join(files, "2025", readdirSync(join(files, "2025"))[0]!)))
    const repaired = summaryOf(await again("repair", run, "--json"), "SUCCEEDED")
    expect(repaired).toMatchObject({
      complete: true,
      objects: { processed: 41 },
      output: "s3://output/kept/",
    })
    const before = resultIn("kept")
    expect(summaryOf(await again("reduce", repaired.run, "--json"), "SUCCEEDED").complete).toBe(true)
    expect(resultIn("kept")).toBe(before)
  })

  it("goes on after it was killed", async () => {
    const output = join(home, "output/killed")
    const batches = () => keysIn(output).filter((key) => /\/batches\/[0-9a-f]+\.json$/.test(key))
    const killed = await mapfold(
      [...RUN, "--input", "s3://input/weather", "--output", "s3://output/killed", "--batch-objects", "1"],
      {
        env,
        onStart(child) {
          const poll = setInterval(() => {
            if (batches().length > 3) child.kill("SIGKILL")
            if (child.exitCode !== null || child.signalCode !== null) clearInterval(poll)
          }, 5)
        },
      },
    )
    expect(killed.signal).toBe("SIGKILL")
    expect(batches().length).toBeLessThan(41)
    const resumed = summaryOf(await again("resume", "--json"), "SUCCEEDED")
    expect(resumed).toMatchObject({ complete: true, objects: { processed: 41 } })
    expect(batches()).toHaveLength(41)
    expect(resultIn("killed")).toBe(resultIn("kept"))
  })

  it("is forgotten with all that it has written", async () => {
    await again("prune", "--older-than", "0m", "--objects")
    expect(keysIn(join(home, "output/kept")).filter((key) => key.startsWith("runs/"))).toEqual([])
    expect(resultIn("kept")).not.toBe("")
  })
})

describe("a bucket that cannot be used", () => {
  const output = ["--output", "s3://output/refused"]
  const keys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
  it.each([
    ["s3://nowhere/x", {}, '--input: s3://nowhere/x/: there is no bucket "nowhere"; name one that is there'],
    [
      "s3:/input",
      {},
      '--input: "s3:/input" is neither a folder nor a bucket; name a folder, or a place in S3 as s3://',
    ],
    ["gs://input", {}, '--input: "gs://input" is neither a folder nor a bucket'],
    [
      "s3://input",
      keys,
      "--input: s3://input/ cannot be listed: no AWS credentials were found; set AWS_ACCESS_KEY_ID",
    ],
    [
      "s3://input",
      { AWS_SECRET_ACCESS_KEY: "x" },
      "S3 does not take these AWS credentials (SignatureDoesNotMatch); check",
    ],
    [
      "s3://input",
      { AWS_REGION: "" },
      "cannot be listed: no AWS region is set; set AWS_REGION to the bucket's",
    ],
    [
      "s3://input",
      { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" },
      "cannot be listed: connect ECONNREFUSED 127.0.0.1:1",
    ],
    [
      "s3://input",
      { AWS_ENDPOINT_URL_S3: "here" },
      'AWS_ENDPOINT_URL_S3 is "here": set it to an address like http',
    ],
    [
      "s3://input",
      { MAPFOLD_S3_SILENCE_MS: "5s" },
      'MAPFOLD_S3_SILENCE_MS is "5s": set it to the milliseconds',
    ],
    [
      "s3://output/refused",
      {},
      "--input and --output are the same place, s3://output/refused/: choose another",
    ],
  ])("is told in one sentence before the start: %s with %j", async (input, changes, sentence) => {
    const args = [...RUN, "--input", input, ...output]
    const ended = await mapfold(args, { env: { ...env, ...changes } })
    expect(ended.stderr).toMatch(/^mapfold: [^\n]*\n$/)
    expect(ended.stderr).toContain(sentence)
    expect(ended.code).toBe(2)
    expect(ended.stdout).toBe("")
  })

  it("is told by what goes on with kept runs, too", async () => {
    const ended = await mapfold([...RUN, "--input", files, "--output", "s3://output/later", "--json"], {
      env,
    })
    const { run } = summaryOf(ended, "SUCCEEDED")
    const later = await mapfold(["reduce", run, "--dir", mine], { env: { ...env, ...keys } })
    expect(later.stderr).toMatch(/^mapfold: --output: [^\n]* no AWS credentials were found; [^\n]*\n$/)
    expect(later.code).toBe(2)
  })

  it("is refused as the output where the job would take what is written for objects", async () => {
    const ended = await mapfold([...RUN, "--input", "s3://output", "--output", "s3://output/2025/out"], {
      env,
    })
    expect(ended.stderr).toContain(
      "--output: s3://output/2025/out/ lies where the job looks for its objects, in s3://output/2025/: choose",
    )
    expect(ended.code).toBe(2)
  })
})
