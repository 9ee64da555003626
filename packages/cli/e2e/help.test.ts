import { describe, expect, it } from "vitest"
import { BIN, mapfold, run } from "./command.ts"

const TELL_MODULES = new URL("./help/tell-modules.ts", import.meta.url).href

describe("--help", () => {
  it.each([
    [[]],
    [["start"]],
    [["run"]],
    [["run", "gsod-hottest"]],
    [["jobs"]],
    [["sample"]],
    [["sample", "web-logs"]],
  ])("of %j explains the command with examples", async (command: string[]) => {
    const ended = await mapfold([...command, "--help"])
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toMatch(new RegExp(`^Usage: mapfold ${command[0] ?? ""}`))
    expect(ended.stdout).toMatch(/^Examples:\n {2}mapfold /m)
  })

  it.each([
    ["no such command", ["nope", "--help"], 'there is no command "nope".'],
    ["one that is nearly there", ["pul", "--help"], "did you mean pull?"],
    ["none by that name, asked of help", ["help", "nope"], 'there is no command "nope".'],
  ])("of %s says so", async (_, command, said) => {
    const ended = await mapfold(command)
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(said)
  })

  it("shows the flags of the made data that a job has", async () => {
    const ofLogs = (await mapfold(["sample", "--to", "gsod-hottest", "web-logs", "--help"])).stdout
    expect(ofLogs).toMatch(/^ +--requests <integer> +how many requests in each \(default 5000\)/m)
    expect(ofLogs).not.toContain("--stations")
    expect((await mapfold(["sample", "--help"])).stdout).toMatch(/^ +--stations <integer> +how many files/m)
  })

  it("shows a job's params as flags", async () => {
    expect((await mapfold(["run", "gsod-hottest", "--help"])).stdout).toMatch(
      /^ +--year <integer> +the year/m,
    )
  })

  it.each(["pull", "run", "runs", "sample web-logs", "run gsod-hottest"])(
    "of %s is what help shows, too",
    async (command) => {
      const asked = await mapfold(["help", ...command.split(" ")])
      expect(asked).toEqual(await mapfold([...command.split(" "), "--help"]))
      expect(asked.code).toBe(0)
    },
  )

  it("is quick: it loads no job, no engine and no client of AWS", async () => {
    const loaded = (await run(process.execPath, ["--import", TELL_MODULES, BIN, "--help"])).stderr
    const modules = loaded.split("\n").filter((url) => url.startsWith("file:"))
    expect(modules).toContainEqual(expect.stringContaining("/cli/src/program.ts"))
    expect(modules.filter((url) => /\/jobs\/|\/engine|\/node_modules\/(?!.*commander)/.test(url))).toEqual([])
    expect(modules.length).toBeLessThan(40)
  })
})

describe("mapfold jobs", () => {
  it("lists each job and its params", async () => {
    const ended = await mapfold(["jobs"])
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toMatch(/^gsod-hottest {2}The hottest station of each month/m)
    expect(ended.stdout).toMatch(/^ {2}--year <integer> +.*1929 to 2100; required/m)
  })

  it("lists them as JSON", async () => {
    const [job] = JSON.parse((await mapfold(["jobs", "--json"])).stdout)
    expect(job).toMatchObject({
      name: "gsod-hottest",
      params: [{ param: "year", flag: "--year", required: true }],
    })
  })
})
