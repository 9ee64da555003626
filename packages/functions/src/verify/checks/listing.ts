import { BATCH_BYTES, BATCH_OBJECTS, OBJECTS } from "../plant.ts"
import { type Assumption, expect, judge, of, show } from "./assumption.ts"
import { entriesOf, inputsOf } from "./read-evidence.ts"

// What the item reader and the batcher hand to the children.

export const listing: readonly Assumption[] = [
  {
    name: "listed-items",
    claim:
      "an item of listObjectsV2 has Key, Size and Etag (so spelt, with its quotes), of the object as it was put",
    check: ({ refused, planted }) =>
      of(refused, ({ first }) => {
        const items = inputsOf(first).flatMap((input) => input?.Items ?? [])
        const [item] = items
        return judge(
          [
            expect("the number of items", items.length, OBJECTS),
            ...items.map(({ Key, Etag }) => {
              const wasMended = planted.mended.some(({ key }) => key === Key)
              return wasMended ? null : expect(`the Etag of ${Key}`, Etag, planted.etags.get(Key))
            }),
          ],
          show(item),
        )
      }),
  },
  {
    name: "batches",
    claim:
      "ItemBatcher makes child inputs {BatchInput, Items}, and no batch has more than MaxItemsPerBatch (JSONata)",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const inputs = inputsOf(first)
        const counts = inputs.map((input) => input?.Items.length ?? null)
        return judge(
          [
            inputs.includes(null) ? `a child's input is none that Process takes: ${show(counts)}` : null,
            counts.some((count) => (count ?? 0) > BATCH_OBJECTS)
              ? `batches have ${show(counts)} items, and ${BATCH_OBJECTS} at most were asked for`
              : null,
            expect(
              "the run in BatchInput",
              [...new Set(inputs.map((input) => input?.BatchInput.run))],
              [first.run],
            ),
          ],
          `${inputs.length} children with ${counts.join(", ")} items`,
        )
      }),
  },
  {
    name: "batch-bytes",
    claim: "no child's input has more bytes than MaxInputBytesPerBatch, its BatchInput among them",
    check: ({ small, planted }) =>
      of(small, (run) => {
        const bytes = entriesOf(run, "SUCCEEDED").map((entry) => Buffer.byteLength(entry?.Input ?? ""))
        const items = inputsOf(run).reduce((sum, input) => sum + (input?.Items.length ?? 0), 0)
        return judge(
          [
            expect("the number of items", items, planted.good.length),
            bytes.some((count) => count > BATCH_BYTES)
              ? `inputs have ${show(bytes)} bytes, and ${BATCH_BYTES} at most were asked for`
              : null,
          ],
          `${bytes.length} children with inputs of ${bytes.join(", ")} bytes`,
        )
      }),
  },
  {
    name: "map-settings",
    claim:
      "MaxConcurrency, ToleratedFailureCount and ToleratedFailurePercentage take JSONata, and DescribeMapRun shows their values",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } =
          first.mapRuns[0]?.described ?? {}
        return judge(
          [
            expect("maxConcurrency", maxConcurrency, 4),
            expect("toleratedFailureCount", toleratedFailureCount, 0),
            expect("toleratedFailurePercentage", toleratedFailurePercentage, 0),
          ],
          `maxConcurrency ${maxConcurrency}, tolerated ${toleratedFailureCount} and ${toleratedFailurePercentage} %`,
        )
      }),
  },
  {
    name: "chosen-items",
    claim: "MapItems reads the JSON Lines that Prepare has written, and no object besides",
    check: ({ repaired, planted }) =>
      of(repaired, ({ run }) => {
        const keys = inputsOf(run).flatMap((input) => input?.Items.map(({ Key }) => Key) ?? [])
        const again = [...planted.failing, ...planted.rejecting]
        const missed = again.filter((key) => !keys.includes(key))
        return judge(
          [
            expect("the label of its map run", run.mapRuns.map(labelOf), ["MapItems"]),
            missed.length > 0 ? `${missed.join(", ")} was not processed again: ${show(keys)}` : null,
            keys.length >= OBJECTS ? `all ${keys.length} objects were processed again` : null,
            expect("how it ended", run.execution.status, "SUCCEEDED"),
          ],
          `${keys.length} items, ${run.execution.status}`,
        )
      }),
  },
  {
    name: "no-items",
    claim:
      "a Map over an empty listing succeeds with a manifest that names no files, so that Reduce is the one to say NoObjects",
    check: ({ empty }) =>
      of(empty, (run) => {
        const { execution, mapRuns, manifests, files } = run
        return judge(
          [
            expect("the error", execution.error, "NoObjects"),
            expect(
              "the statuses of its map runs",
              mapRuns.map(({ described }) => described.status),
              ["SUCCEEDED"],
            ),
            expect("the number of manifests", manifests.length, 1),
            expect("the number of result files", files.length, 0),
          ],
          `${execution.status} ${execution.error}, manifest ${show(manifests[0]?.content)}`,
        )
      }),
  },
]

function labelOf({ described }: { readonly described: { readonly mapRunArn: string | undefined } }): string {
  return /:mapRun:[^/]+\/([^:]+):/.exec(described.mapRunArn ?? "")?.[1] ?? "(none)"
}
