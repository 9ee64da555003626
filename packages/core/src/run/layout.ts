/** Where everything lies in the output bucket. Keys only: the bucket is the caller's. */

/** `results/<job>/<name>=<value>/…/`, the params in the order of the job's schema; ends in a slash. */
export function resultsPrefix(job: string, params: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}/`)
  return `results/${job}/${parts.join("")}`
}

/** The pointer that is written last: which run the files beside it are from. */
export function latestKey(job: string, params: Readonly<Record<string, unknown>>): string {
  return `${resultsPrefix(job, params)}latest.json`
}

export function runPrefix(run: string): string {
  return `runs/${run}/`
}

export function reportKey(run: string): string {
  return `runs/${run}/report.json`
}

/** The chosen list that MapItems reads: one `{"Key","Size","Etag"}` a line. */
export function itemsKey(run: string): string {
  return `runs/${run}/items.jsonl`
}

/** What Prepare writes of the children that are kept from another run: files as ResultWriter's own, and their manifest. */
export function keptPrefix(run: string): string {
  return `runs/${run}/kept/`
}

export function keptManifestKey(run: string): string {
  return `${keptPrefix(run)}manifest.json`
}

export function batchKey(run: string, batch: string): string {
  return `runs/${run}/batches/${batch}.json`
}

export function batchLogKey(run: string, batch: string): string {
  return `runs/${run}/batches/${batch}.log.json`
}

/** Where the rejected records of all batches lie. */
export function rejectsPrefix(run: string): string {
  return `runs/${run}/rejects/`
}

export function rejectsKey(run: string, batch: string): string {
  return `${rejectsPrefix(run)}${batch}.jsonl`
}

/** Where ResultWriter puts its manifest and files. No trailing slash: AWS adds one. */
export function mapPrefix(run: string): string {
  return `runs/${run}/map`
}

/** What a pull is to copy: one `{"Key","Size","Etag"}` a line. */
export function pullItemsKey(pull: string): string {
  return `pulls/${pull}/items.jsonl`
}

/** Where a pull's ResultWriter puts its manifest and files. */
export function pullMapPrefix(pull: string): string {
  return `pulls/${pull}/map`
}
