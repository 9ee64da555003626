import { createRequire } from "node:module"
import { join } from "node:path"
import { PLATFORM } from "./paths.ts"
import type { Fields, Json, Resource } from "./resource.ts"
import { answerCall, answerResource, PLACE, type Place } from "./stand-in.ts"

/** As much of Pulumi's SDK as is used: that of SST's platform, which has no types here. */
type Pulumi = {
  readonly runtime: {
    runInPulumiStack(program: () => Promise<unknown>): Promise<Fields>
    setMocks(mocks: Mocks, project: string, stack: string, isPreview: boolean): void
  }
}
type Mocks = {
  newResource(resource: {
    type: string
    name: string
    inputs: Fields
  }): Promise<{ id: string; state: Fields }>
  call(question: { token: string; inputs: Fields }): Promise<Fields>
}
type Asset = { readonly path?: Promise<string> | string }

/** What Pulumi's program tells besides what its mocks are asked. */
type Registration = { getType(): string; getName(): string; getIgnorechangesList(): string[] }
type Outputs = { getUrn(): string; getOutputs(): { toJavaScript(): Fields } | undefined }
type Monitor = {
  registerResource(request: Registration, ...rest: unknown[]): unknown
  registerResourceOutputs(request: Outputs, ...rest: unknown[]): unknown
}

export type MockedProgram = {
  readonly project: string
  readonly stage: string
  readonly isPreview?: boolean
  readonly place?: Place
  /** What a resource was made with before: fields whose changes are to be ignored stay as they were. */
  readonly before?: (type: string, name: string) => Fields | undefined
  /** Does what a provider would do, where that is more than to answer. */
  readonly provider?: Provider
}

/** What this machine itself can do: to build a site. */
export type Provider = {
  make(type: string, inputs: Fields): Promise<void>
  /** Null where the stand-in for AWS is to answer. */
  call(token: string, inputs: Fields): Promise<Fields> | null
}

export type MockedOutcome = {
  /** What went wrong, or null. */
  readonly problem: string | null
  readonly resources: readonly Resource[]
  /** What the program answers; null where it did not come that far. */
  readonly outputs: Fields | null
}

export type MockedPulumi = {
  /** Runs a program to its end. What it makes is told to `finish`. */
  run(program: () => Promise<unknown>): Promise<void>
}

/**
 * Makes this process one in which Pulumi asks the stand-in for AWS. What a program makes is done when nothing is left to wait
 * for: `finish` is called then, once, just before the process ends.
 */
export function mockPulumi(
  { project, stage, isPreview = false, place = PLACE, before = () => undefined, provider }: MockedProgram,
  finish: (outcome: MockedOutcome) => void,
): MockedPulumi {
  const resources: Resource[] = []
  const names = new Set<string>()
  let outputs: Fields | null = null

  /** A rejection inside an `apply` would hang the program: it ends it instead. */
  const fail = (error: unknown): void => {
    // with its stack, where somebody keeps what is printed
    console.error(error)
    finish({ problem: error instanceof Error ? error.message : String(error), resources, outputs })
    process.exit(1)
  }
  process.on("unhandledRejection", fail)
  process.on("uncaughtException", fail)
  process.on("beforeExit", () => {
    const problem = outputs === null ? "the program never ended: something it waits for did not come" : null
    finish({ problem, resources, outputs })
  })

  const require = createRequire(join(PLATFORM, "package.json"))
  const monitor: Monitor = require("@pulumi/pulumi/runtime/mocks").MockMonitor.prototype
  const ignored = listenForIgnored(monitor)
  listenForOutputs(monitor, (type, name, added) => {
    const made = resources.find((resource) => resource.type === type && resource.name === name)
    if (made !== undefined)
      Object.assign(made, { outputs: { ...made.outputs, ...(reveal(added) as Fields) } })
  })
  const pulumi: Pulumi = require("@pulumi/pulumi")
  pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs: asked }) {
        if (names.has(`${type} ${name}`))
          throw new Error(`two resources of type ${type} have the name "${name}": give one of them another`)
        names.add(`${type} ${name}`)
        const old = before(type, name)
        const same = ignored(type, name).filter((field) => old?.[field] !== undefined)
        const inputs = { ...asked, ...Object.fromEntries(same.map((field) => [field, old?.[field]])) }
        const { id, state } = answerResource(place, type, name, inputs)
        const source = await sourceOf(inputs)
        resources.push({
          type,
          name,
          inputs: { ...(reveal(inputs) as Fields), ...source },
          outputs: { ...(reveal({ ...state, id }) as Fields), ...source },
        })
        await provider?.make(type, inputs)
        return { id, state }
      },
      async call({ token, inputs }) {
        try {
          return (await provider?.call(token, inputs)) ?? answerCall(place, token, inputs)
        } catch (error) {
          // Pulumi shows what gRPC would say
          throw Object.assign(error as Error, { details: (error as Error).message })
        }
      },
    },
    project,
    stage,
    isPreview,
  )
  return {
    async run(program) {
      outputs = await pulumi.runtime.runInPulumiStack(program)
    },
  }
}

/** Pulumi's mocks are not told of `ignoreChanges`: it is read from the registrations themselves. */
function listenForIgnored(monitor: Monitor): (type: string, name: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  const { registerResource } = monitor
  monitor.registerResource = function (request, ...rest) {
    known.set(`${request.getType()} ${request.getName()}`, request.getIgnorechangesList())
    return registerResource.call(this, request, ...rest)
  }
  return (type, name) => known.get(`${type} ${name}`) ?? []
}

/** What a component answers, of which its resource was not told: a URN ends in `$type::name`. */
function listenForOutputs(
  monitor: Monitor,
  tell: (type: string, name: string, outputs: Fields) => void,
): void {
  const { registerResourceOutputs } = monitor
  monitor.registerResourceOutputs = function (request, ...rest) {
    const [, , qualifiedType = "", name = ""] = request.getUrn().split("::")
    tell(qualifiedType.split("$").at(-1)!, name, request.getOutputs()?.toJavaScript() ?? {})
    return registerResourceOutputs.call(this, request, ...rest)
  }
}

/** Where the file of an asset lies, which comes as a promise. */
async function sourceOf({ source }: Fields): Promise<Fields> {
  if (typeof source !== "object" || source === null || !("path" in source)) return {}
  const { path } = source as Asset
  return { source: { path: await path } }
}

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
