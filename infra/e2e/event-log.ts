import { appendFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import type { Kept } from "./pulumi-state.ts"

type Operation = "create" | "update" | "same" | "delete"

type Change = {
  readonly before: readonly Kept[]
  readonly made: readonly Kept[]
  /** Why the program did not come to its end, and the stack that it was to make. */
  readonly problem: { readonly urn: string; readonly problem: string } | null
}

/**
 * Tells of a program as Pulumi does with `--event-log`: a JSON object a line.
 *
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go
 */
export function makeEventLog(path: string, planning: boolean) {
  let sequence = 0

  function write(event: object): void {
    sequence += 1
    const timestamp = Math.floor(Date.now() / 1_000)
    appendFileSync(path, `${JSON.stringify({ sequence, timestamp, ...event })}\n`)
  }

  function writeResource(op: Operation, old: Kept | null, made: Kept | null): void {
    const { urn, type } = (made ?? old)!
    const metadata = { op, urn, type, old: describe(old), new: describe(made), provider: "", logical: true }
    write({ resourcePreEvent: { metadata, planning } })
    write({ resOutputsEvent: { metadata, planning } })
  }

  return {
    tell({ before, made, problem }: Change): void {
      const left = new Map(before.map((resource) => [resource.urn, resource]))
      const changes: Record<Operation, number> = { create: 0, update: 0, same: 0, delete: 0 }
      for (const resource of made) {
        const old = left.get(resource.urn) ?? null
        left.delete(resource.urn)
        const op = old === null ? "create" : isSame(old, resource) ? "same" : "update"
        changes[op] += 1
        writeResource(op, old, resource)
      }
      if (problem === null)
        for (const old of left.values()) {
          changes.delete += 1
          writeResource("delete", old, null)
        }
      else {
        const { urn, problem: message } = problem
        write({ diagnosticEvent: { urn, message, color: "never", severity: "error", streamID: 0 } })
      }
      const summary = { maybeCorrupt: false, durationSeconds: 0, resourceChanges: changes, PolicyPacks: {} }
      write({ summaryEvent: { ...summary, isPreview: planning } })
    },
  }
}

/** What was kept went through JSON. */
function isSame(old: Kept, made: Kept): boolean {
  return isDeepStrictEqual(old.inputs, JSON.parse(JSON.stringify(made.inputs)))
}

function describe(resource: Kept | null): object | null {
  return resource === null ? null : { id: "", ...resource, parent: "", provider: "" }
}
