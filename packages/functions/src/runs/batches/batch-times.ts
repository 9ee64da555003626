import type { AttemptView } from "@mapfold/core/status/batch-view"
import * as z from "zod"

const Milliseconds = z.number().min(0).nullish().catch(null)
const Text = z.string().max(1_000).nullish().catch(null)

/** A batch's log file as far as it is shown; one of another version may lack what it likes. */
const Times = z.looseObject({
  batch: z.string(),
  startedAt: z.iso.datetime(),
  objects: z.int().min(0).catch(0),
  durationMs: z.number().min(0).catch(0),
  readMs: Milliseconds,
  computeMs: Milliseconds,
  writeMs: Milliseconds,
  retries: Milliseconds,
  requestId: Text,
  logStream: Text,
})

export type BatchTimes = AttemptView

/** Null where the file is none of Mapfold's. */
export function toBatchTimes(content: unknown): BatchTimes | null {
  const parsed = Times.safeParse(content)
  if (!parsed.success) return null
  const { batch, startedAt, objects, durationMs, ...rest } = parsed.data
  return {
    ...{ batch, startedAt, objects, durationMs },
    readMs: rest.readMs ?? null,
    computeMs: rest.computeMs ?? null,
    writeMs: rest.writeMs ?? null,
    retries: rest.retries ?? null,
    requestId: rest.requestId ?? null,
    logStream: rest.logStream ?? null,
  }
}
