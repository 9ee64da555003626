import { RESULT_ROWS, type ResultView } from "@mapfold/core/status/result-view"
import { type Execution, versionOf } from "../aws/execution.ts"
import { NotYet } from "../errors.ts"
import type { Ports } from "../ports.ts"
import { type ResultLines, readResultLines } from "./result-lines.ts"

const FILES = ["result.json", "result.csv"] as const

/** A run's own result, whatever has been published since. Throws `NoSuchRun`, `NotYet`. */
export async function readResult(ports: Ports, run: string): Promise<ResultView> {
  const execution = await ports.machine.describe(run)
  const { lines, files } = await readFiles(ports, execution)
  const { job, params, complete, rows, totalRows } = lines
  const report = await ports.files.report(execution)
  return {
    ...{ run, job, params, complete, rows, totalRows, files },
    title: ports.jobs.find(({ name }) => name === job)?.title ?? job,
    missing: { objects: report?.objects.failed ?? 0, records: report?.records.rejected ?? 0 },
    columns: Object.keys(rows[0] ?? {}),
  }
}

type Files = { readonly lines: ResultLines; readonly files: ResultView["files"] }

async function readFiles(ports: Ports, execution: Execution): Promise<Files> {
  const { run, status } = execution
  if (status !== "SUCCEEDED") throw none(execution)
  // a row's few fields, as objects of JavaScript
  const weigh = ({ lines }: Files) =>
    10_000 + JSON.stringify(lines.rows.slice(0, 100)).length * 3 * (lines.rows.length / 100)
  return ports.cache.get(
    `run/${run}/result/${versionOf(execution)}`,
    { milliseconds: 3_600_000, weigh },
    async () => {
      const reader = await ports.files.open(run, "result.json")
      if (reader === null) throw none(execution)
      const lines = await readResultLines(reader, RESULT_ROWS).finally(() => reader.close())
      if (lines === null)
        throw new NotYet(`the result of run "${run}" is not as Mapfold writes it: start the run again`)
      const found = await Promise.all(
        FILES.map(async (name) => ({ name, found: await ports.files.head(run, name) })),
      )
      return {
        lines,
        files: found.flatMap(({ name, found: file }) => (file === null ? [] : [{ name, bytes: file.size }])),
      }
    },
  )
}

function none({ run, status }: Execution): NotYet {
  return new NotYet(
    status === "RUNNING"
      ? `run "${run}" has no result yet: it is still running`
      : `run "${run}" has no result: it ended ${status}, or its files have been removed since`,
  )
}
