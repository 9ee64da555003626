import { streamHandle } from "hono/aws-lambda"
import { makeLambdaStatusApi } from "./status-app.ts"

/** The status API behind a function URL that streams (`RESPONSE_STREAM`): a result may be larger than the 6 MB of an answer. */
export const handler = streamHandle(makeLambdaStatusApi(process.env))
