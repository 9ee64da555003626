import * as z from "zod"
import { ChildInput, ChildOutput, Reader } from "../workflow/payloads.ts"

/**
 * What ResultWriter writes, as far as Reduce reads it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */

const ResultFile = z.object({ Key: z.string().min(1), Size: z.int().min(0) })

export const ENTRY_STATES = ["SUCCEEDED", "FAILED", "PENDING"] as const
export type EntryState = (typeof ENTRY_STATES)[number]

export const MapManifest = z.object({
  ResultFiles: z.object({
    SUCCEEDED: z.array(ResultFile).default([]),
    FAILED: z.array(ResultFile).default([]),
    PENDING: z.array(ResultFile).default([]),
  }),
})
export type MapManifest = z.infer<typeof MapManifest>

/** What Prepare writes beside the children that it keeps from another run: a manifest of them, and what it is a manifest for. */
export const KeptManifest = MapManifest.extend({
  kind: z.enum(["repairs", "reduces"]),
  /** The run that the children are from. */
  run: z.string(),
  /** What that run is for as a whole: so is the one that keeps its children. */
  reader: Reader,
  /** ISO time: the start of the run that listed the objects, however many have begun with its children since. */
  asOf: z.string().nullable().default(null),
  /** Objects that are processed again. */
  again: z.int().min(0),
  /** Objects to process again that are no longer there: left out. */
  gone: z.strictObject({ count: z.int().min(0), examples: z.array(z.string()) }),
})
export type KeptManifest = z.infer<typeof KeptManifest>

/** JSON in a string, as AWS gives a child's input and output. */
export function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch (error) {
        context.addIssue({ code: "custom", message: `is not JSON: ${(error as Error).message}` })
        return z.NEVER
      }
    })
    .pipe(schema)
}

const Entry = z.object({ Name: z.string(), Input: jsonOf(ChildInput) })

export const SucceededEntry = Entry.extend({
  Output: jsonOf(ChildOutput),
  /** ISO time of its first start, which a redrive does not change. */
  StartDate: z.string().optional().catch(undefined),
  RedriveCount: z.int().optional().catch(undefined),
})
export type SucceededEntry = z.infer<typeof SucceededEntry>

/** Of a child that failed, timed out, was aborted or never started. */
export const UnfinishedEntry = Entry.extend({
  Status: z.string().default("PENDING"),
  Error: z.string().optional(),
  Cause: z.string().optional(),
})
export type UnfinishedEntry = z.infer<typeof UnfinishedEntry>
