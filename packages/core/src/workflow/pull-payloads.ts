import * as z from "zod"
import { Item } from "./payloads.ts"

/** What passes between the states of a pull: pointers and counts, as in the workflow. */

const Count = z.int().min(0)

/** Characters of an error's message that are kept: 200 objects that all fail then fit into 256 KiB, whatever the messages hold. */
export const MESSAGE_LENGTH = 150

/** The public bucket that is copied from. */
export const PullSource = z.strictObject({ bucket: z.string().min(1), region: z.string().min(1) })
export type PullSource = z.infer<typeof PullSource>

/** An execution's input. What is to be copied lies in the output bucket, under the execution's name (`pullItemsKey`). */
export const PullInput = z.strictObject({ source: PullSource })
export type PullInput = z.infer<typeof PullInput>

export const CopyInput = z.strictObject({
  BatchInput: z.strictObject({
    /** The pull's name. */
    run: z.string(),
    source: PullSource,
    /** The bucket that is copied into. */
    target: z.string().min(1),
  }),
  Items: z.array(Item).min(1),
})
export type CopyInput = z.infer<typeof CopyInput>

/** What became of each of a child's items; `index` counts them. Those that are not named were copied, with the same ETag. */
export const CopyOutput = z.strictObject({
  copied: Count,
  bytes: Count,
  failed: z.array(
    z.strictObject({ index: Count, error: z.string(), message: z.string().max(MESSAGE_LENGTH) }),
  ),
  /** The ETags of copies that have another than their source: of one that was put in parts. */
  etags: z.array(z.strictObject({ index: Count, etag: z.string() })),
})
export type CopyOutput = z.infer<typeof CopyOutput>
