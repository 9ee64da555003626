/** What the object is called in messages. */
export function objectUri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`
}

export class BucketNotFound extends Error {
  override readonly name = "BucketNotFound"
  constructor(readonly bucket: string) {
    super(`there is no bucket "${bucket}"`)
  }
}

export class ObjectNotFound extends Error {
  override readonly name = "ObjectNotFound"
  constructor(
    readonly bucket: string,
    readonly key: string,
  ) {
    super(`${objectUri(bucket, key)} is not there (any more)`)
  }
}

export class ObjectChanged extends Error {
  override readonly name = "ObjectChanged"
  constructor(
    readonly bucket: string,
    readonly key: string,
    readonly wanted: string,
    readonly found: string,
  ) {
    super(`${objectUri(bucket, key)} changed since it was listed: its ETag was ${wanted} and is ${found}`)
  }
}

export class PreconditionFailed extends Error {
  override readonly name = "PreconditionFailed"
  constructor(
    readonly bucket: string,
    readonly key: string,
    readonly wanted: string,
  ) {
    super(`${objectUri(bucket, key)} was not written: the condition ${wanted} does not hold`)
  }
}

export class StoreFailed extends Error {
  override readonly name = "StoreFailed"
  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
