import type { Failure, Reject } from "@mapfold/core/batch/batch-file"
import { describeFailure, describeReject } from "@mapfold/core/report/describe"
import type { ShownLine } from "./shown-line.ts"

/** What batches say of their objects, or of the one that is asked for. */
export function describeFindings(
  found: { readonly failures: readonly Failure[]; readonly rejects: readonly Reject[] },
  of: Pick<ShownLine, "child" | "batches">,
  object: string | undefined,
): ShownLine[] {
  const isWanted = ({ key }: { readonly key: string }) => object === undefined || key === object
  const base = { time: null, level: "WARN", ...of }
  return [
    ...found.failures.filter(isWanted).map((failure) => ({ ...base, text: describeFailure(failure) })),
    ...found.rejects.filter(isWanted).map((reject) => ({ ...base, text: describeReject(reject) })),
  ]
}
