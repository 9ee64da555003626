import type { S3Client } from "@aws-sdk/client-s3"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeS3Client, type S3ClientSettings } from "./s3-client.ts"
import { checkS3Bucket, makeS3Store, type S3Root } from "./s3-store.ts"

/** Variables of the environment, by AWS's own names and one of Mapfold's: `MAPFOLD_S3_SILENCE_MS`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A variable of the environment that says nothing usable. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment"
}

/** While somebody waits to hear whether anything is there at all: half a minute for a server that says nothing. */
const CHECK = { maxAttempts: 6, unreachable: 3 }

/** S3, or what `AWS_ENDPOINT_URL_S3` names in its place, with the usual credentials. Throws `InvalidEnvironment`. */
export function openS3Store(roots: Readonly<Record<string, S3Root>>, environment: Environment): ObjectStore {
  return makeS3Store(openClient(environment), roots)
}

/** Finds out whether a bucket is there and may be listed. Throws `InvalidEnvironment`, and what a listing does. */
export async function checkS3Root(root: S3Root, environment: Environment): Promise<void> {
  const client = openClient(environment, CHECK)
  try {
    await checkS3Bucket(client, root)
  } finally {
    client.destroy()
  }
}

function openClient(environment: Environment, settings: S3ClientSettings = {}): S3Client {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment
  const region = AWS_REGION || AWS_DEFAULT_REGION || undefined
  return makeS3Client(region, { ...readS3Settings(environment), ...settings })
}

/** What the environment says of the client, its Region and credentials apart. Throws `InvalidEnvironment`. */
export function readS3Settings(environment: Environment): S3ClientSettings {
  return { ...readEndpoint(environment), ...readSilence(environment) }
}

/** Buckets are in the path of another endpoint: as a part of its name they could not be found. */
function readEndpoint(environment: Environment): S3ClientSettings {
  const name = environment.AWS_ENDPOINT_URL_S3 ? "AWS_ENDPOINT_URL_S3" : "AWS_ENDPOINT_URL"
  const endpoint = environment[name]
  if (!endpoint) return {}
  if (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)) return { endpoint, forcePathStyle: true }
  throw new InvalidEnvironment(`${name} is "${endpoint}": set it to an address like http://127.0.0.1:9000`)
}

function readSilence({ MAPFOLD_S3_SILENCE_MS: text }: Environment): S3ClientSettings {
  if (!text) return {}
  if (/^[1-9]\d{0,5}$/.test(text)) return { silence: Number(text) }
  throw new InvalidEnvironment(
    `MAPFOLD_S3_SILENCE_MS is "${text}": set it to the milliseconds without a byte after which a request is sent again (5000)`,
  )
}
