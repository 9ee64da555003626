import type { EvaluatedStage, Json, Resource } from "./resource.ts"

/** A statement of a policy as IAM reads it, its lists always lists. */
export type PolicyStatement = {
  readonly effect: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** `{ StringLike: { "s3:prefix": ["noaa/*"] } }` */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly principal: Json
}

export type EvaluatedRole = {
  /** Its name in the program: `ProcessRole`. */
  readonly name: string
  readonly trust: readonly PolicyStatement[]
  readonly statements: readonly PolicyStatement[]
  /** ARNs of policies that AWS keeps. */
  readonly managed: readonly Json[]
}

/** Every role of a stage, with all that it may do. */
export function rolesOf({ resources }: EvaluatedStage): EvaluatedRole[] {
  return resources.filter(({ type }) => type === "aws:iam/role:Role").map(toRole)
}

/** The resources of one type. */
export function ofType({ resources }: EvaluatedStage, type: string): Resource[] {
  return resources.filter((resource) => resource.type === type)
}

/** The stage's state machine: the workflow, or the one that pulls. */
export function machineOf(stage: EvaluatedStage, name: "Workflow" | "Pull" = "Workflow"): Resource {
  const found = ofType(stage, "aws:sfn/stateMachine:StateMachine").find((machine) => machine.name === name)
  if (found === undefined) throw new TypeError(`the stage has no state machine "${name}"`)
  return found
}

function toRole({ name, inputs }: Resource): EvaluatedRole {
  const policies = (inputs.inlinePolicies ?? []) as readonly { readonly policy: string }[]
  return {
    name,
    trust: parsePolicy(inputs.assumeRolePolicy),
    statements: policies.flatMap(({ policy }) => parsePolicy(policy)),
    managed: (inputs.managedPolicyArns ?? []) as readonly Json[],
  }
}

type Rendered = {
  readonly Effect: string
  readonly Action?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Principal?: Json
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** A policy, as a JSON text or the object. */
export function parsePolicy(policy: Json): PolicyStatement[] {
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
    readonly Statement: readonly Rendered[]
  }
  return document.Statement.map(({ Effect, Action, Resource, Principal, Condition = {} }) => ({
    effect: Effect,
    actions: toList(Action),
    resources: toList(Resource),
    principal: Principal,
    conditions: Object.fromEntries(
      Object.entries(Condition).map(([test, values]) => [
        test,
        Object.fromEntries(Object.entries(values).map(([variable, value]) => [variable, toList(value)])),
      ]),
    ),
  }))
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === "string" ? [value] : value
}
