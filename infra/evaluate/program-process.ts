import { writeFileSync } from "node:fs"
import { mockPulumi } from "./mocked-pulumi.ts"
import { PLATFORM, ROOT } from "./paths.ts"
import type { Fields } from "./resource.ts"

// Runs one program of one stage under Pulumi's mocks, in a process of its own: `run()` changes the directory. Argument: what to
// run, as JSON. The outcome is written to a file.

type Task = {
  readonly bundle: string
  readonly outcome: string
  readonly work: string
  readonly stage: string
  readonly dev: boolean
}
type Program = { readonly config: { app(input: { stage: string }): unknown }; run(): Promise<unknown> }

const task: Task = JSON.parse(process.argv[2] ?? "{}")
let app: Fields = {}
const pulumi = mockPulumi({ project: "mapfold", stage: task.stage }, (outcome) =>
  writeFileSync(task.outcome, JSON.stringify({ ...outcome, app })),
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
await pulumi.run(() => program.run())
