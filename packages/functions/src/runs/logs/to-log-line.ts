import { readableCause } from "@mapfold/core/report/readable-cause"
import type { LogLevel, LogLine } from "@mapfold/core/status/log-view"
import * as z from "zod"
import { parseJson } from "../aws/execution.ts"
import type { LogEvent } from "./log-reader.ts"

/** A line, and the run that it says it is of. */
export type ReadLine = { readonly line: LogLine; readonly run: string | null }

/** Characters of a line that are shown. */
const MAX_TEXT = 16_384

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const WorkflowEvent = z.looseObject({
  type: z.string(),
  execution_arn: z.string(),
  details: z.looseObject({ name: z.string(), error: z.string(), cause: z.string() }).partial().catch({}),
})
const FAILED = /(Failed|TimedOut|Aborted)$/

/** What a handler prints, as its logger has it; `batch` is a batch's id or, of what a job prints, a child's name. */
const Printed = z.looseObject({
  level: z.string().catch("INFO"),
  message: z.unknown(),
  run: z.string().optional().catch(undefined),
  batch: z.string().optional().catch(undefined),
  child: z.string().optional().catch(undefined),
  object: z.string().optional().catch(undefined),
  error: z.looseObject({ name: z.string(), message: z.string() }).optional().catch(undefined),
})
const LEVELS: Readonly<Record<string, LogLevel>> = {
  TRACE: "DEBUG",
  DEBUG: "DEBUG",
  INFO: "INFO",
  WARN: "WARN",
  ERROR: "ERROR",
  CRITICAL: "ERROR",
  FATAL: "ERROR",
}
const BATCH = /^[0-9a-f]{64}$/

/** A line of a log group as it is shown: text, whatever it holds. */
export function toLogLine(source: LogLine["source"], event: LogEvent): ReadLine {
  const content = parseJson(event.message)
  const read = source === "workflow" ? readEvent(content) : readPrinted(content)
  const { run, ...line } = read ?? { ...NOTHING, text: event.message.trimEnd() }
  return {
    run,
    line: { ...line, time: new Date(event.time).toISOString(), source, text: line.text.slice(0, MAX_TEXT) },
  }
}

/** What a line has beside its message and what it is of: its own, and its logger's, which nobody reads. */
const OWN = new Set(["level", "message", "run", "batch", "child", "object", "error", "timestamp", "service"])
const LOGGERS = /^(cold_start|function_|xray_|sampling_|correlation_|tenant)/
/** Fields that are shown, and characters of each. */
const FIELDS = 12
const FIELD_LENGTH = 200

type Read = Omit<LogLine, "time" | "source"> & { readonly run: string | null }
const NOTHING = { run: null, level: "INFO", child: null, batch: null, object: null } as const

function readEvent(content: unknown): Read | null {
  const parsed = WorkflowEvent.safeParse(content)
  if (!parsed.success) return null
  const { type, execution_arn, details } = parsed.data
  const [machine = "", name = ""] = execution_arn.split(":").slice(-2)
  const isChild = machine.includes("/")
  const why =
    details.error === undefined && details.cause === undefined
      ? ""
      : ` ${[details.error, readableCause(details.cause ?? "")].filter(Boolean).join(": ")}`
  return {
    ...NOTHING,
    run: isChild ? null : name,
    child: isChild ? name : null,
    level: FAILED.test(type) ? "ERROR" : "INFO",
    text: `${type}${details.name === undefined ? "" : ` ${details.name}`}${why}`,
  }
}

function readPrinted(content: unknown): Read | null {
  const parsed = Printed.safeParse(content)
  if (!parsed.success) return null
  const { level, message, run, batch, child, object, error } = parsed.data
  const text = typeof message === "string" ? message : (JSON.stringify(message) ?? "")
  const isId = batch !== undefined && BATCH.test(batch)
  return {
    run: run ?? null,
    level: LEVELS[level.toUpperCase()] ?? "INFO",
    child: child ?? (isId ? null : (batch ?? null)),
    batch: isId ? batch : null,
    object: object ?? null,
    text: `${text}${describeError(text, error)}${describeFields(parsed.data)}`,
  }
}

function describeError(
  text: string,
  error: { readonly name: string; readonly message: string } | undefined,
): string {
  return error === undefined || text.includes(error.message) ? "" : ` ${error.name}: ${error.message}`
}

/** ` rule=day rejected=3`: the numbers and texts that stand beside a message. */
function describeFields(printed: object): string {
  const shown = Object.entries(printed).filter(
    ([name, value]) =>
      !OWN.has(name) && !LOGGERS.test(name) && ["string", "number", "boolean"].includes(typeof value),
  )
  return shown
    .slice(0, FIELDS)
    .map(([name, value]) => ` ${name}=${String(value).slice(0, FIELD_LENGTH)}`)
    .join("")
}
