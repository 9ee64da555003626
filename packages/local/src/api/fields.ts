import * as z from "zod"

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html has the bounds of each.

export const Arn = z.string().min(1).max(256)
/** Of map runs. */
export const LongArn = z.string().min(1).max(2_000)
export const Name = z.string().min(1).max(80)
/** Characters; whoever reads it looks at what it says. */
export const Definition = z.string().min(1).max(1_048_576)
export const IncludedData = z.enum(["ALL_DATA", "METADATA_ONLY"]).default("ALL_DATA")
export type IncludedData = z.infer<typeof IncludedData>
