import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { S3Client } from "@aws-sdk/client-s3"
import { makeS3Server } from "@mapfold/local/s3/s3-server"

export const Bucket = "files"
export const MEBIBYTE = 1024 * 1024

export type S3World = {
  readonly home: string
  /** The folder that the bucket is. */
  readonly folder: string
  /** `http://127.0.0.1:…` */
  readonly url: string
  readonly s3: S3Client
  /** What went wrong in the endpoint itself. */
  readonly failures: readonly unknown[]
  end(): Promise<void>
}

/** An endpoint with one bucket, and AWS's own client for it, its settings as they come. */
export async function makeS3World(): Promise<S3World> {
  const home = mkdtempSync(join(tmpdir(), "mapfold-e2e-s3-"))
  const folder = join(home, Bucket)
  mkdirSync(folder)
  const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
  const failures: unknown[] = []
  const onFailure = (error: unknown) => failures.push(error)
  const server = await makeS3Server({ home, buckets: { [Bucket]: folder }, credentials, onFailure })
  const s3 = new S3Client({ endpoint: server.url, region: "us-east-1", credentials, forcePathStyle: true })
  const end = async () => {
    s3.destroy()
    await server.close()
    rmSync(home, { recursive: true })
  }
  return { home, folder, url: server.url, s3, failures, end }
}
