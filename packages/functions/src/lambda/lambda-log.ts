import { Logger } from "@aws-lambda-powertools/logger"
import type { Context, Handler } from "aws-lambda"
import * as z from "zod"
import type { Log } from "../log.ts"

/** What each handler is called with says of which run it is. */
const OfRun = z.union([
  z.looseObject({ run: z.string() }).transform(({ run }) => run),
  z
    .looseObject({ BatchInput: z.looseObject({ run: z.string() }) })
    .transform(({ BatchInput }) => BatchInput.run),
])

export type LambdaLog = Log & {
  /** A handler whose lines have its request's id, and whose errors are lines of the run as well. */
  around<Answer>(
    handle: (event: unknown, context: Context) => Promise<Answer>,
  ): Handler<unknown, Answer> & ((event: unknown, context: Context) => Promise<Answer>)
}

/** One JSON object a line: https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
export function makeLambdaLog(): LambdaLog {
  const logger = new Logger({ serviceName: "mapfold" })
  const log: Log = {
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, { error, ...fields }) =>
      logger.error(message, { ...fields, ...(error && { error: { ...error } }) }),
  }
  return {
    ...log,
    around: (handle) => async (event, context) => {
      logger.addContext(context)
      try {
        return await handle(event, context)
      } catch (error) {
        const run = OfRun.safeParse(event).data ?? ""
        const { name, message } = error instanceof Error ? error : new Error(String(error))
        log.error("call failed", { run, error: { name, message } })
        throw error
      }
    },
  }
}
