import { HEADER } from "@mapfold/core/jobs/gsod/made/row"
import { requirePeer } from "../peers.ts"
import type { AnswerRow } from "./answer.ts"

/** The part of @duckdb/node-api that is used. */
type DuckDb = {
  DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<Instance> }
}
type Instance = { connect(): Promise<Connection>; closeSync(): void }
type Connection = { runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[] }> }

type Row = {
  month: string
  days: string
  tenths: string
  low: string
  hottest: { low: string; station: string; date: string; name: string }
}

/** `threads` null leaves DuckDB its default, every core. A new instance each time, as for a run of the command. */
export async function answerWithDuckDb(
  folder: string,
  year: number,
  threads: number | null,
): Promise<AnswerRow[]> {
  const { DuckDBInstance } = requirePeer<DuckDb>("@duckdb/node-api")
  const instance = await DuckDBInstance.create(
    ":memory:",
    threads === null ? {} : { threads: String(threads) },
  )
  try {
    const connection = await instance.connect()
    const result = await connection.runAndReadAll(query(folder, year))
    return (result.getRowObjectsJson() as Row[]).map(toAnswer)
  } finally {
    instance.closeSync()
  }
}

/**
 * The schema is given, so that DuckDB need not sniff it, and columns that the question does not name are texts, which
 * it skips. Temperatures are decimals: sums of doubles would depend on the order. Of several ways to ask for the hottest
 * station with its tie rule, the minimum of one struct was the fastest.
 */
function query(folder: string, year: number): string {
  const names = HEADER.trimEnd()
    .split(",")
    .map((name) => name.replaceAll('"', ""))
  const columns = names
    .map((name) => `'${name}': '${name === "TEMP" ? "DECIMAL(5,1)" : "VARCHAR"}'`)
    .join(", ")
  const files = `${folder.replaceAll("'", "''")}/*.csv`
  return `
    SELECT month, count(temp) AS days, sum(temp) * 10 AS tenths, min(temp) AS low,
      min({low: -temp, station: STATION, date: DATE, name: NAME}) FILTER (temp IS NOT NULL) AS hottest
    FROM (
      SELECT substr(DATE, 1, 7) AS month, STATION, DATE, NAME, nullif(TEMP, 9999.9) AS temp
      FROM read_csv('${files}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        new_line = '\\n', columns = {${columns}})
      WHERE substr(DATE, 1, 5) = '${year}-'
    )
    GROUP BY month ORDER BY month`
}

function toAnswer({ month, days, tenths, low, hottest }: Row): AnswerRow {
  const { station, date, name } = hottest
  return {
    month,
    days: Number(days),
    meanTempF: Number(tenths) / 10 / Number(days),
    minTempF: Number(low),
    maxTempF: 0 - Number(hottest.low),
    station,
    date,
    name,
  }
}
