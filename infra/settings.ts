import { findUnknownWords, KNOWN_WORDS } from "@mapfold/core/workflow/scheduled-input"
import * as z from "zod"

/** Days that CloudWatch Logs can keep a line. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096] as const

/** The largest memory of a Lambda function. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_MEGABYTES = 10_240

const Memory = z
  .int()
  .min(128, "Lambda gives at least 128 MB")
  .max(MOST_MEGABYTES, `Lambda gives at most ${MOST_MEGABYTES.toLocaleString("en")} MB`)

const Prefix = z
  .string()
  .refine((prefix) => prefix === "" || (prefix.endsWith("/") && !prefix.startsWith("/")), {
    message: 'must be empty, or end in a slash and not begin with one, such as "noaa/gsod/"',
  })

/** The input of a run, as one would give it to `mapfold run`: `{ year: 2025 }`. */
const RunInput = z.record(z.string(), z.json())

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }) !== null
  } catch {
    return false
  }
}

export const StageSettings = z.strictObject({
  /** Its buckets are kept when the stage is removed, which it cannot be by a slip; there are alarms and a dashboard. */
  production: z.boolean().default(false),
  /** An existing bucket of the same account and Region with the files, which is only read. Null: the stage has its own. */
  input: z
    .strictObject({
      /** Its name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
      bucket: z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          'must be a bucket\'s name alone, such as "weather-files"',
        ),
      /** The keys of every job lie below it. */
      prefix: Prefix.default(""),
      /** The key that its objects are encrypted with, where that is not S3's own (SSE-KMS): the functions may then decrypt with it. */
      kmsKeyArn: z
        .string()
        .regex(
          /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
          'must be a key\'s ARN, not its alias, such as "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"',
        )
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  /**
   * The status site, behind a sign-in that must be set first: `sst secret set SiteUser …`, `sst secret set SitePassword …`. Null: a
   * production stage has it, a personal one does not, since a distribution takes minutes to make and to remove, a first deploy
   * should not be refused for want of a password, and a developer has `mapfold runs --stage …`.
   */
  site: z.boolean().nullable().default(null),
  /** Who is told of alarms. The address gets a message from Amazon SNS and must confirm it. */
  alarmEmail: z.email("must be an address such as ops@example.org").nullable().default(null),
  /** Percent of a run's rows: an alarm when more were rejected. */
  rejectedPercent: z.number().min(0).max(100).default(1),
  logs: z
    .strictObject({
      retentionDays: z
        .literal(
          RETENTION_DAYS,
          `must be one of the days that CloudWatch knows: ${RETENTION_DAYS.join(", ")}`,
        )
        .default(30),
      /** Inputs and outputs of states are logged too: the items of each batch, three times ($0.12 for the whole archive). */
      executionData: z.boolean().default(true),
    })
    .prefault({}),
  /** AWS X-Ray: a trace of each run and each child, $5 a million. */
  tracing: z.boolean().default(false),
  memory: z
    .strictObject({
      /** MB. Checks a run's input, and loads a job's reference objects once. */
      prepare: Memory.default(512),
      /** MB. 1,769 is the whole of one vCPU, and a batch runs on one thread: more would idle, less would be slower. */
      process: Memory.default(1_769),
      /** MB. One vCPU, and room for the tallies of a job with a million groups. */
      reduce: Memory.default(3_008),
    })
    .prefault({}),
  /** Starts a run by the clock. Off where null. */
  schedule: z
    .strictObject({
      /** `rate(1 day)` or `cron(0 6 * * ? *)`. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
      expression: z
        .string()
        .regex(/^(rate|cron|at)\(.+\)$/, 'must be such as "rate(1 day)" or "cron(0 6 * * ? *)"'),
      /** Of the expression, and of the days that the input's words stand for. */
      timezone: z
        .string()
        .refine(isTimezone, "must be a time zone's name, such as Europe/Lisbon")
        .default("UTC"),
      /** The words in the input stand for the day so many days before the one that the run starts on. */
      daysBefore: z.int().min(0).max(366).default(0),
      /** `{ year: "<year>" }`: words stand for the day; `<date>` is 2026-01-31. */
      input: RunInput.check(({ value, issues }) => {
        const unknown = findUnknownWords(value)
        if (unknown.length === 0) return
        const message = `${unknown.join(" and ")} stands for nothing; there are ${KNOWN_WORDS.join(", ")}`
        issues.push({ code: "custom", input: value, message })
      }),
    })
    .nullable()
    .default(null),
  /**
   * Start a run when the object `<prefix>_SUCCESS` is put into the input bucket, once for each version of it. An existing
   * bucket must have been told to send its events to Amazon EventBridge, since its configuration is left alone.
   */
  markers: z
    .array(
      z.strictObject({
        /** Below the input's own prefix. */
        prefix: Prefix,
        input: RunInput,
      }),
    )
    .default([]),
})
export type StageSettings = z.infer<typeof StageSettings>
export type StageSettingsInput = z.input<typeof StageSettings>

/** The longest name of a stage: with it, the longest name of a resource stays below Lambda's 64 characters. */
const STAGE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9-]{0,31}$/

/** Names a field of the settings, or the stage itself. */
export class InvalidStage extends Error {
  override readonly name = "InvalidStage"
}

/** The settings of a stage, with their defaults where it has none of its own. Throws `InvalidStage`. */
export function readSettings(
  stage: string,
  stages: Readonly<Record<string, StageSettingsInput>>,
): StageSettings {
  if (!STAGE_NAME.test(stage))
    throw new InvalidStage(
      `stage "${stage}" cannot be used: a name has at most 32 letters, digits and dashes, such as "prod" or "alice"`,
    )
  const parsed = StageSettings.safeParse(stages[stage] ?? {})
  if (!parsed.success) throw new InvalidStage(describe(stage, parsed.error))
  const { production, alarmEmail } = parsed.data
  if (alarmEmail !== null && !production)
    throw new InvalidStage(
      `infra/stages.ts, stage "${stage}": alarmEmail "${alarmEmail}" would get nothing, since only a production stage has ` +
        "alarms: add production: true, or take alarmEmail away",
    )
  return parsed.data
}

function describe(stage: string, { issues }: z.ZodError): string {
  const lines = issues.map(({ path, message, code, ...rest }) => {
    const keys = "keys" in rest && Array.isArray(rest.keys) ? rest.keys : []
    const place = [...path, ...keys].join(".")
    const complaint =
      code === "unrecognized_keys"
        ? `there is no such setting; there are ${Object.keys(StageSettings.shape).join(", ")}`
        : message
    return `  ${place}: ${complaint}`
  })
  return `infra/stages.ts, stage "${stage}":\n${lines.join("\n")}`
}
