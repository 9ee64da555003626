import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { PLACE } from "@mapfold/local/engine/start-run"
import { type MockedOutcome, mockPulumi, type Provider } from "../evaluate/mocked-pulumi.ts"
import type { Fields } from "../evaluate/resource.ts"
import { makeEventLog } from "./event-log.ts"
import { parseStack, readState, type Stack, toKept, urnOf, writeState } from "./pulumi-state.ts"

// Stands in for the `pulumi` that SST's command runs in a folder with a Pulumi.yaml: `stack init NAME`, `up` and `preview`. The
// program runs under Pulumi's own mocks, and what it makes becomes the stack's state. What the command makes of all this:
// https://github.com/anomalyco/sst/blob/dev/pkg/project/run.go

const [, , command, subcommand, name] = process.argv

/** Milliseconds. A site is built in a few seconds where nothing else runs. */
const COMMAND_TIMEOUT = 100_000

function argument(name: string): string {
  const at = process.argv.indexOf(name)
  const value = at === -1 ? undefined : process.argv[at + 1]
  if (value === undefined) throw new TypeError(`${name} is missing in: ${process.argv.slice(2).join(" ")}`)
  return value
}

/** A site is built by a command: https://www.pulumi.com/registry/packages/command/api-docs/local/ */
const provider: Provider = {
  async make(type, { create, ...inputs }) {
    if (type === "command:local:Command" && command === "up") await runCommand(String(create), inputs)
  },
  call: (token, { command, ...inputs }) =>
    token === "command:local:run" ? runCommand(String(command), inputs) : null,
}

async function runCommand(line: string, { dir, environment }: Fields): Promise<Fields> {
  const env = { ...process.env, ...(environment as NodeJS.ProcessEnv) }
  const options = { cwd: String(dir), env, timeout: COMMAND_TIMEOUT, maxBuffer: 16_777_216 }
  return { ...(await promisify(execFile)("/bin/sh", ["-c", line], options)) }
}

async function runProgram(stack: Stack, isPreview: boolean): Promise<void> {
  const folder = process.cwd()
  const known = new Map(readState(stack).map((resource) => [resource.urn, resource.inputs]))
  const log = makeEventLog(argument("--event-log"), isPreview)

  const finish = ({ problem, resources, outputs }: MockedOutcome): void => {
    // SST's program changes the directory
    process.chdir(folder)
    const made = resources.map((resource) => toKept(stack, resource))
    const [root, ...others] = made
    const all = root === undefined ? [] : [{ ...root, outputs: outputs ?? {} }, ...others]
    const urn = urnOf(stack, "pulumi:pulumi:Stack", `${stack.project}-${stack.stage}`)
    const before = readState(stack)
    log.tell({ before, made: all, problem: problem === null ? null : { urn, problem } })
    // what it did not come to is as it was
    const left = problem === null ? [] : before.filter((old) => all.every((other) => other.urn !== old.urn))
    if (!isPreview) writeState(stack, [...all, ...left])
    process.exitCode = problem === null ? 0 : 1
  }
  const { project, stage } = stack
  const before = (type: string, name: string) => known.get(urnOf(stack, type, name))
  const pulumi = mockPulumi({ project, stage, isPreview, place: PLACE, before, provider }, finish)
  const [, main] = /^main: (.+)$/m.exec(readFileSync("Pulumi.yaml", "utf8")) ?? []
  await pulumi.run(async () => {
    const { default: outputs }: { readonly default: unknown } = await import(pathToFileURL(String(main)).href)
    return outputs
  })
}

if (command === "stack" && subcommand === "init") writeState(parseStack(name), [])
else if (command === "up" || command === "preview")
  await runProgram(parseStack(argument("--stack")), command === "preview")
else throw new TypeError(`it knows "stack init", "up" and "preview", not ${process.argv.slice(2).join(" ")}`)
