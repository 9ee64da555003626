import type { ObjectReader } from "@mapfold/core/store/object-store"
import type { Execution } from "./aws/execution.ts"
import { NotYet } from "./errors.ts"
import { collectFailures } from "./failures/collect-failures.ts"
import { scanRejects } from "./failures/scan-rejects.ts"
import type { Ports } from "./ports.ts"
import type { Download } from "./runs.ts"

const CHUNK = 256 * 1024
const TYPES = {
  "result.json": "application/json",
  "result.csv": "text/csv; charset=utf-8",
  "failures.jsonl": "application/x-ndjson",
} as const

/** A file of a run, streamed. Throws `NoSuchRun`, `NotYet`. */
export async function download(
  ports: Ports,
  run: string,
  name: Download["name"] & keyof typeof TYPES,
): Promise<Download> {
  const execution = await ports.machine.describe(run)
  const contentType = TYPES[name]
  if (name === "failures.jsonl") {
    const body = toStream(encode(listFailures(ports, execution)))
    return { name, contentType, bytes: null, body }
  }
  const reader = await ports.files.open(run, name)
  if (reader === null) throw new NotYet(`run "${run}" has no ${name}: it goes on, or it has failed`)
  return { name, contentType, bytes: reader.size, body: toStream(readChunks(reader)) }
}

/** Failed objects, then rejected records, one a line. */
async function* listFailures(ports: Ports, execution: Execution): AsyncGenerator<object> {
  const { failures } = await collectFailures(ports, execution)
  for (const failure of failures) yield { kind: "object", ...failure }
  for await (const { reject } of scanRejects(ports, execution)) yield { kind: "record", ...reject }
}

/** Whole lines, some 64 KB at a time. */
async function* encode(values: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let text = ""
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`
    if (text.length < 65_536) continue
    yield encoder.encode(text)
    text = ""
  }
  if (text !== "") yield encoder.encode(text)
}

async function* readChunks(reader: ObjectReader): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK)
      const count = await reader.read(chunk)
      if (count === 0) return
      yield chunk.subarray(0, count)
    }
  } finally {
    reader.close()
  }
}

/** Reads on only as fast as whoever downloads takes it, and ends where they go away. */
function toStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
