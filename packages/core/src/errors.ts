/** An object that cannot be processed as a whole. Its message is the end of a sentence that begins with its key. */
export class ObjectError extends Error {
  override readonly name: string
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

export class EmptyObject extends ObjectError {
  constructor() {
    super("EmptyObject", "is empty: there is not even a header or a record in it")
  }
}

export class MalformedHeader extends ObjectError {
  constructor(what: string) {
    super("MalformedHeader", `line 1: the header ${what}`)
  }
}

export class MissingColumn extends ObjectError {
  constructor(missing: readonly string[], header: readonly string[]) {
    const some = header.slice(0, 40).map((name) => JSON.stringify(name.slice(0, 80)))
    const more = header.length > 40 ? ` and ${header.length - 40} more` : ""
    const wanted = missing.map((name) => `"${name}"`).join(", ")
    super("MissingColumn", `line 1: the header has no column ${wanted}; it has ${some.join(", ")}${more}`)
  }
}

export class DuplicateColumn extends ObjectError {
  constructor(name: string) {
    super("DuplicateColumn", `line 1: the header has column ${JSON.stringify(name.slice(0, 80))} twice`)
  }
}

export class UnclosedQuote extends ObjectError {
  constructor(line: number) {
    super("UnclosedQuote", `line ${line}: a quote is opened and never closed, up to the end of the object`)
  }
}

export class RowTooLong extends ObjectError {
  constructor(line: number, limit: number) {
    super("RowTooLong", `line ${line}: a row is longer than ${limit} bytes, the most that is read as one`)
  }
}

export class CutJson extends ObjectError {
  constructor(line: number, records: number) {
    super(
      "CutJson",
      `line ${line}: the document breaks off, or is no JSON from here on, after ${records} ${records === 1 ? "record" : "records"}`,
    )
  }
}

export class MalformedJson extends ObjectError {
  constructor(line: number, what: string) {
    super("MalformedJson", `line ${line}: ${what}`)
  }
}

export class NotGzip extends ObjectError {
  constructor() {
    super("NotGzip", "is named .gz and is no gzip: its first bytes are not 1f 8b")
  }
}

export class CutGzip extends ObjectError {
  constructor() {
    super("CutGzip", "is gzip that breaks off before its end: was it copied whole?")
  }
}

export class MalformedGzip extends ObjectError {
  constructor(what: string) {
    super("MalformedGzip", `is gzip that cannot be unzipped: ${what}`)
  }
}

export class GzipBomb extends ObjectError {
  constructor(unzipped: number, compressed: number) {
    super("GzipBomb", `is gzip that grows without measure: ${unzipped} bytes from the first ${compressed}`)
  }
}

/** Too many different groups for a tally that has to fit in memory. */
export class TooManyGroups extends ObjectError {
  constructor(limit: number) {
    super("TooManyGroups", `makes more than ${limit} different groups: choose a coarser key`)
  }
}
