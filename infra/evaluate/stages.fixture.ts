import type { StageSettingsInput } from "../settings.ts"
import { evaluateStage } from "./evaluate-stage.ts"

export const KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

/** All that a stage's settings can switch on. */
export const EVERYTHING: StageSettingsInput = {
  production: true,
  input: { bucket: "weather-files", prefix: "noaa/gsod/", kmsKeyArn: KMS_KEY },
  alarmEmail: "ops@example.org",
  tracing: true,
  logs: { executionData: false, retentionDays: 7 },
  schedule: {
    ...{ expression: "cron(0 6 * * ? *)", timezone: "Europe/Lisbon" },
    ...{ daysBefore: 1, input: { year: "<year>" } },
  },
  markers: [{ prefix: "2025/", input: { year: 2025 } }],
}

/** Whom the sites of these stages let in. */
export const SECRETS = { SiteUser: "weather", SitePassword: "seventeen dry days" }

/** The stages that tests look at: production, a personal one, the same in `sst dev`, and one with everything switched on. */
export async function evaluateStages() {
  const [prod, alice, dev, everything] = await Promise.all([
    evaluateStage({ stage: "prod", secrets: SECRETS }),
    evaluateStage({ stage: "alice" }),
    evaluateStage({ stage: "alice", dev: true }),
    evaluateStage({ stage: "full", settings: EVERYTHING, secrets: SECRETS }),
  ])
  return { prod, alice, dev, everything }
}

export type Stages = Awaited<ReturnType<typeof evaluateStages>>
