/** What the object is called in messages. */
export function objectUri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`
}

export class BucketNotFound extends Error {
  override readonly name = "BucketNotFound"
  readonly bucket: string

  constructor(bucket: string) {
    super(`there is no bucket "${bucket}"`)
    this.bucket = bucket
  }
}

export class ObjectNotFound extends Error {
  override readonly name = "ObjectNotFound"
  readonly bucket: string
  readonly key: string

  constructor(bucket: string, key: string) {
    super(`${objectUri(bucket, key)} is not there (any more)`)
    this.bucket = bucket
    this.key = key
  }
}

export class ObjectChanged extends Error {
  override readonly name = "ObjectChanged"
  readonly bucket: string
  readonly key: string
  readonly wanted: string
  readonly found: string

  constructor(bucket: string, key: string, wanted: string, found: string) {
    super(`${objectUri(bucket, key)} changed since it was listed: its ETag was ${wanted} and is ${found}`)
    this.bucket = bucket
    this.key = key
    this.wanted = wanted
    this.found = found
  }
}

export class PreconditionFailed extends Error {
  override readonly name = "PreconditionFailed"
  readonly bucket: string
  readonly key: string
  readonly wanted: string

  constructor(bucket: string, key: string, wanted: string) {
    super(`${objectUri(bucket, key)} was not written: the condition ${wanted} does not hold`)
    this.bucket = bucket
    this.key = key
    this.wanted = wanted
  }
}

/** Somebody still reads an object that was closed: its bytes would be another object's by now. */
export class ObjectClosed extends Error {
  override readonly name = "ObjectClosed"
  constructor(bucket: string, key: string) {
    super(`${objectUri(bucket, key)} is read after it was closed`)
  }
}

/** An object came with other bytes than it has. What was made of them must not be kept; read again, it may come as it is. */
export class ObjectCorrupted extends Error {
  override readonly name = "ObjectCorrupted"
  constructor(bucket: string, key: string, why: string) {
    super(`${objectUri(bucket, key)} arrived with wrong bytes: ${why}`)
  }
}

export class StoreFailed extends Error {
  override readonly name = "StoreFailed"
  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
