import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { PLATFORM, ROOT } from "./paths.ts"
import type { Fields, Json, Resource } from "./resource.ts"
import { answerCall, answerResource } from "./stand-in.ts"

// Runs one program of one stage under Pulumi's mocks, in a process of its own: `run()` changes the directory, and what it makes
// is done when nothing is left to wait for. Argument: what to run, as JSON. The outcome is written to a file.

type Task = {
  readonly bundle: string
  readonly outcome: string
  readonly work: string
  readonly stage: string
  readonly dev: boolean
}

type Pulumi = {
  readonly runtime: {
    runInPulumiStack(program: () => Promise<unknown>): Promise<Fields>
    setMocks(
      mocks: {
        newResource(resource: { type: string; name: string; inputs: Fields }): { id: string; state: Fields }
        call(question: { token: string; inputs: Fields }): Fields
      },
      project: string,
      stack: string,
      isPreview: boolean,
    ): void
  }
}
type Program = { readonly config: { app(input: { stage: string }): unknown }; run(): Promise<unknown> }

const task: Task = JSON.parse(process.argv[2] ?? "{}")
const resources: Resource[] = []
let app: Fields = {}
let outputs: Fields | null = null

/** Pulumi's mark of a secret: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
const SECRET = "4dabf18193072939515e22adb298388d"

/** A secret is wrapped on its way: here it is plain. */
function reveal(value: Json): Json {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(reveal)
  const fields = value as Fields
  if (SECRET in fields) return reveal(fields.value)
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, reveal(field)]))
}

function finish(problem: string | null): void {
  writeFileSync(task.outcome, JSON.stringify({ problem, app, resources, outputs }))
}

/** A rejection inside an `apply` would hang the program: it ends it instead. */
function fail(error: unknown): void {
  finish(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
process.on("unhandledRejection", fail)
process.on("uncaughtException", fail)
process.on("beforeExit", () =>
  finish(outputs === null ? "the program never ended: something it waits for did not come" : null),
)

const pulumi: Pulumi = createRequire(join(PLATFORM, "package.json"))("@pulumi/pulumi")
pulumi.runtime.setMocks(
  {
    newResource({ type, name, inputs }) {
      if (resources.some((other) => other.type === type && other.name === name))
        throw new Error(`two resources of type ${type} have the name "${name}": give one of them another`)
      const { id, state } = answerResource(type, name, inputs)
      resources.push({
        type,
        name,
        inputs: reveal(inputs) as Fields,
        outputs: reveal({ ...state, id }) as Fields,
      })
      return { id, state }
    },
    call: ({ token, inputs }) => answerCall(token, inputs),
  },
  "mapfold",
  task.stage,
  false,
)

const base = {
  name: "mapfold",
  stage: task.stage,
  providers: { aws: "7.20.0" },
  removal: "retain",
  protect: false,
}
Object.assign(globalThis, {
  $app: base,
  $dev: task.dev,
  $cli: {
    command: task.dev ? "dev" : "deploy",
    dev: task.dev,
    paths: { home: task.work, root: ROOT, work: task.work, platform: PLATFORM },
    state: { version: {} },
  },
})

const program: Program = await import(task.bundle)
app = (await program.config.app({ stage: task.stage })) as Fields
Object.assign(globalThis, { $app: { ...base, ...app } })
outputs = await pulumi.runtime.runInPulumiStack(() => program.run())
