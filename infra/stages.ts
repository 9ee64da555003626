import type { StageSettingsInput } from "./settings.ts"

/**
 * Stages with settings of their own. Any other name is a personal stage: one a developer, with the defaults of
 * infra/settings.ts, that leaves nothing behind when it is removed.
 */
export const stages: Readonly<Record<string, StageSettingsInput>> = {
  prod: {
    production: true,
    // Who is told when a run fails:
    // alarmEmail: "ops@example.org",
    // Files that lie in a bucket already:
    // input: { bucket: "weather-files", prefix: "noaa/gsod/" },
    // No status site:
    // site: false,
    logs: {
      // A redrive is possible for 14 days; the questions that come after that are about the last quarter.
      retentionDays: 90,
    },
  },
}
