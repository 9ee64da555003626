import { LambdaClient } from "@aws-sdk/client-lambda"
import { SFNClient } from "@aws-sdk/client-sfn"
import { SSMClient } from "@aws-sdk/client-ssm"

/** What a stage is found with. */
export type StageClients = {
  readonly ssm: SSMClient
  readonly sfn: SFNClient
  readonly lambda: LambdaClient
  close(): void
}

export type StageClientOptions = {
  /** What the environment and AWS's own files say where nothing is said. */
  readonly region?: string | undefined
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Somebody waits at a terminal: two more attempts, and ten seconds each. */
const ATTEMPTS = 3
const CONNECT = 3_000
const ANSWER = 10_000

export function makeStageClients({ region, endpoint, credentials }: StageClientOptions = {}): StageClients {
  const settings = {
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT, requestTimeout: ANSWER, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  }
  const clients = {
    ssm: new SSMClient(settings),
    sfn: new SFNClient(settings),
    lambda: new LambdaClient(settings),
  }
  return {
    ...clients,
    close() {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}
