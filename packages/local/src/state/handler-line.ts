import type { Log, LogFields } from "@mapfold/functions/log"
import * as z from "zod"

/** What a handler itself has to say, as it is on AWS too: a sentence, and fields. */
const HandlerLine = z.looseObject({
  message: z.string(),
  run: z.string(),
  object: z.string().optional(),
  error: z.looseObject({ name: z.string(), message: z.string() }).optional(),
})
export type HandlerLine = z.infer<typeof HandlerLine>

/**
 * Prints a handler's own lines as JSON, which tells them from what a job prints. How long each batch took is not among them: its
 * log file says it.
 */
export const printLines: Log = {
  info() {},
  warn: (message, fields) => console.warn(toText(message, fields)),
  error: (message, fields) => console.error(toText(message, fields)),
}

function toText(message: string, fields: LogFields): string {
  return JSON.stringify({ message, ...fields })
}

/** Null where a line is what a job has printed. */
export function parseHandlerLine(text: string): HandlerLine | null {
  if (!text.startsWith('{"message":')) return null
  try {
    return HandlerLine.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
