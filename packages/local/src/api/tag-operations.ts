import * as z from "zod"
import { type MachineRow, tagMachine } from "../state/machines.ts"
import type { State } from "../state/state.ts"
import { ApiError, resourceNotFound } from "./api-error.ts"
import { machineOf } from "./arns.ts"
import { Arn } from "./fields.ts"
import { makeOperation, type Operation } from "./operation.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
const MAX_TAGS = 50
const Key = z.string().min(1).max(128)
export const Tags = z.array(z.object({ key: Key, value: z.string().max(256).default("") }))
type Tags = z.infer<typeof Tags>

/** Machines alone are tagged here. Throws ResourceNotFound. */
function taggedOf(state: State, arn: string): MachineRow {
  try {
    return machineOf(state, arn)
  } catch (error) {
    throw error instanceof ApiError && error.name === "StateMachineDoesNotExist"
      ? resourceNotFound(arn)
      : error
  }
}

/** JSON, as machines keep them. Throws TooManyTags. */
export function toKeptTags(tags: Tags, before = "{}"): string {
  const all = new Map(Object.entries(JSON.parse(before) as Record<string, string>))
  for (const { key, value } of tags) all.set(key, value)
  if (all.size <= MAX_TAGS) return JSON.stringify(Object.fromEntries(all))
  throw new ApiError("TooManyTags", `a machine has ${MAX_TAGS} tags at most, and these would be ${all.size}`)
}

const list = makeOperation(z.object({ resourceArn: Arn }), ({ state }, { resourceArn }) => {
  const tags = JSON.parse(taggedOf(state, resourceArn).tags) as Record<string, string>
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }
})

const tag = makeOperation(z.object({ resourceArn: Arn, tags: Tags }), ({ state }, { resourceArn, tags }) => {
  const machine = taggedOf(state, resourceArn)
  tagMachine(state, machine.name, toKeptTags(tags, machine.tags))
  return {}
})

const untag = makeOperation(
  z.object({ resourceArn: Arn, tagKeys: z.array(Key) }),
  ({ state }, { resourceArn, tagKeys }) => {
    const machine = taggedOf(state, resourceArn)
    const all = Object.entries(JSON.parse(machine.tags) as Record<string, string>)
    const left = all.filter(([key]) => !tagKeys.includes(key))
    tagMachine(state, machine.name, JSON.stringify(Object.fromEntries(left)))
    return {}
  },
)

export const tagOperations: Readonly<Record<string, Operation>> = {
  ListTagsForResource: list,
  TagResource: tag,
  UntagResource: untag,
}
