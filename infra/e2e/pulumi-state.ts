import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Fields, Resource } from "../evaluate/resource.ts"

/** `organization/mapfold/ci` */
export type Stack = { readonly name: string; readonly project: string; readonly stage: string }

/** As much of a resource as is kept. */
export type Kept = {
  /** `urn:pulumi:ci::mapfold::aws:sfn/stateMachine:StateMachine::Workflow` */
  readonly urn: string
  readonly type: string
  /** Whether a provider makes it: a component is made of others. */
  readonly custom: boolean
  readonly id?: string
  readonly inputs: Fields
  readonly outputs: Fields
}

/** The version of checkpoints: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go */
const FORMAT = 3
/** Beside which there are components alone. */
const PROVIDERS = /^(aws|random|tls|command|pulumi-nodejs|pulumi:providers)[:/]/

/** Throws `TypeError` on what is no stack's name. */
export function parseStack(name: string | undefined): Stack {
  const [, project, stage] = name?.split("/") ?? []
  if (name === undefined || project === undefined || stage === undefined)
    throw new TypeError(`"${name}" is no stack: it must be such as organization/mapfold/ci`)
  return { name, project, stage }
}

export function urnOf({ project, stage }: Stack, type: string, name: string): string {
  return `urn:pulumi:${stage}::${project}::${type}::${name}`
}

export function toKept(stack: Stack, { type, name, inputs, outputs }: Resource): Kept {
  const custom = PROVIDERS.test(type)
  const { id, ...rest } = outputs
  const identity = custom ? { id: String(id ?? name) } : {}
  return { urn: urnOf(stack, type, name), type, custom, ...identity, inputs, outputs: rest }
}

/** Writes a checkpoint where Pulumi's file backend has it, below the current folder. */
export function writeState(stack: Stack, resources: readonly Kept[]): void {
  const path = checkpointOf(stack)
  mkdirSync(dirname(path), { recursive: true })
  const manifest = { time: new Date().toISOString(), magic: "", version: "v3.0.0" }
  const latest = { manifest, resources, metadata: {} }
  writeFileSync(path, JSON.stringify({ version: FORMAT, checkpoint: { stack: stack.name, latest } }))
}

/** What a stack has; nothing where it is new. */
export function readState(stack: Stack): readonly Kept[] {
  const path = checkpointOf(stack)
  return existsSync(path) ? parseState(readFileSync(path, "utf8")) : []
}

export function parseState(checkpoint: string): readonly Kept[] {
  return JSON.parse(checkpoint).checkpoint.latest.resources
}

function checkpointOf({ project, stage }: Stack): string {
  return join(".pulumi", "stacks", project, `${stage}.json`)
}
