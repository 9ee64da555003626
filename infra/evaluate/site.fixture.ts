import { expect } from "vitest"
import { basic, runEdge } from "../edge/edge-runtime.fixture.ts"
import type { EvaluatedStage, Resource } from "./resource.ts"
import { ofType } from "./roles.ts"
import { SECRETS } from "./stages.fixture.ts"

export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
export const EDGE_FUNCTION = "aws:cloudfront/function:Function"
export const FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl"

/** The resource of a type of which there is one. */
export function only(stage: EvaluatedStage, type: string): Resource {
  const found = ofType(stage, type)
  expect(found, type).toHaveLength(1)
  return found[0]!
}

/** What is found by a name that SST derives. */
export function named(stage: EvaluatedStage, name: string): Resource {
  const found = stage.resources.filter((resource) => resource.name === name)
  expect(found, name).toHaveLength(1)
  return found[0]!
}

/** All keys of the key value store, as the deploy would write them. */
export function keysOf(stage: EvaluatedStage): Record<string, string> {
  const keys: Record<string, string> = {}
  const routes: Record<string, string[]> = {}
  for (const { name, inputs } of stage.resources) {
    if (name.endsWith(".sst.aws.KvKeys"))
      for (const [key, value] of Object.entries(inputs.entries as Record<string, string>))
        keys[`${inputs.namespace}:${key}`] = value
    if (name.endsWith(".sst.aws.KvRoutesUpdate")) {
      const key = `${inputs.namespace}:${inputs.key}`
      routes[key] = [...(routes[key] ?? []), inputs.entry as string]
    }
  }
  for (const [key, entries] of Object.entries(routes)) keys[key] = JSON.stringify(entries)
  return keys
}

export const signIn = { authorization: basic(SECRETS.SiteUser, SECRETS.SitePassword) }

/** A request at the edge of a stage's site; signed in where nothing else is said. */
export function ask(stage: EvaluatedStage, asked: Parameters<typeof runEdge>[1]) {
  const code = only(stage, EDGE_FUNCTION).inputs.code as string
  return runEdge(code, { headers: signIn, ...asked }, keysOf(stage))
}
