/** A value that a store on local disk has at once and a store behind a network has later. */
export type MaybePromise<T> = T | Promise<T>

/** One object as a listing shows it. */
export type ObjectSummary = {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** As the store gives it, quotes included: `"\"9a0364b9e99bb480dd25e1f0284c8555\""`. Opaque. */
  readonly etag: string
  /** Milliseconds since 1970. */
  readonly lastModified: number
}

/** An object being read, from its first byte to its last. */
export type ObjectReader = {
  /** Bytes, as the store says before the first byte is read. */
  readonly size: number
  readonly etag: string
  /**
   * Fills `into` from its start with the object's next bytes and answers how many there were; 0 is the end.
   * Throws `ObjectChanged` where the object turns out to have been replaced or cut while it was read, and `ObjectCorrupted` at
   * its end where the bytes were not the object's and cannot be taken back.
   */
  read(into: Uint8Array): MaybePromise<number>
  /** Must be called once, however the reading ended. A `read` after that throws. */
  close(): void
}

export type PutOptions = {
  /** Write only if the object's ETag is this one, else `PreconditionFailed`. */
  readonly ifMatch?: string
  /** Write only if no object has this key, else `PreconditionFailed`. */
  readonly ifNoneMatch?: "*"
  readonly contentType?: string
}

/**
 * The port to S3 and to whatever stands in for it. Buckets are named by S3's own rules; a key is 1 to 1,024 bytes of UTF-8.
 *
 * Every adapter passes `object-store.suite.ts`. Errors: `BucketNotFound`, `ObjectNotFound`, `ObjectChanged`,
 * `PreconditionFailed`, `StoreFailed` (anything else, with the cause).
 */
export type ObjectStore = {
  /** All objects under the prefix, in the byte order of their keys, in pages of at most 1,000. */
  list(bucket: string, options?: { readonly prefix?: string }): AsyncIterable<readonly ObjectSummary[]>
  /** Null where there is no such object. */
  head(bucket: string, key: string): MaybePromise<ObjectSummary | null>
  /** With `ifMatch`, throws `ObjectChanged` unless the object still has that ETag. */
  open(bucket: string, key: string, options?: { readonly ifMatch?: string }): MaybePromise<ObjectReader>
  /** Writes the whole object or nothing: a reader sees the old bytes or the new ones. Answers the new ETag. */
  put(bucket: string, key: string, body: Uint8Array, options?: PutOptions): Promise<{ readonly etag: string }>
  /** Does nothing where there is no such object. */
  remove(bucket: string, key: string): Promise<void>
  /** Requests that had to be sent again since the store was opened; absent where there are no requests. */
  retries?(): number
}
