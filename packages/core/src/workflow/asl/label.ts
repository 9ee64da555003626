import * as z from "zod"

const MAX_LENGTH = 40

/** White space, wildcards, brackets, special and control characters: none of them may stand in an ARN's last part. */
const NO_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}\p{Cs}]/u
const EACH_NO_LABEL = new RegExp(NO_LABEL, "gu")

/** A Map's name in ARNs. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const Label = z
  .string()
  .min(1)
  .max(MAX_LENGTH, `has at most ${MAX_LENGTH} characters`)
  .refine((label) => !NO_LABEL.test(label), "has a character that no ARN takes")

/** The label of a Map: where it has none, what ARNs take of its state's name. AWS would make one up. */
export function labelOf(name: string, { Label }: { readonly Label?: string | undefined }): string {
  if (Label !== undefined) return Label
  const taken = name.replaceAll(EACH_NO_LABEL, "-").slice(0, MAX_LENGTH)
  // half of a character that was cut in two
  return taken.replace(/\p{Cs}$/u, "")
}
