import * as z from "zod"
import type { MachineRow } from "../state/machines.ts"
import { ApiError, validationFailed } from "./api-error.ts"

const Logging = z.looseObject({
  level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]).default("OFF"),
  includeExecutionData: z.boolean().default(false),
  destinations: z
    .array(z.looseObject({ cloudWatchLogsLogGroup: z.object({ logGroupArn: z.string() }).optional() }))
    .default([]),
})
type Logging = z.infer<typeof Logging>

const Tracing = z.looseObject({ enabled: z.boolean().default(false) })

/** What a machine has beside its definition and role. */
export const MachineSettings = z.object({
  type: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
  loggingConfiguration: Logging.optional(),
  tracingConfiguration: Tracing.optional(),
})
export type MachineSettings = z.infer<typeof MachineSettings>

export function settingsOf({ settings }: MachineRow): MachineSettings {
  return MachineSettings.parse(JSON.parse(settings))
}

/** As AWS describes a machine that says nothing of them. */
export function describedSettings(machine: MachineRow) {
  const { loggingConfiguration, tracingConfiguration } = settingsOf(machine)
  return {
    loggingConfiguration: loggingConfiguration ?? { level: "OFF", includeExecutionData: false },
    tracingConfiguration: tracingConfiguration ?? { enabled: false },
  }
}

/** Throws InvalidLoggingConfiguration. https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
export function checkLogging(logging: Logging | undefined): void {
  if (logging === undefined) return
  const { level, destinations } = logging
  const isGroup = destinations.every(({ cloudWatchLogsLogGroup }) =>
    /^arn:aws[\w-]*:logs:[^:]+:\d*:log-group:[^:]+:\*$/.test(cloudWatchLogsLogGroup?.logGroupArn ?? ""),
  )
  if (destinations.length > 1 || (level !== "OFF" && destinations.length === 0))
    throw invalidLogging("Must specify exactly one Log Destination.")
  if (!isGroup) throw invalidLogging("The destination must be the ARN of a log group, which ends with :*")
}

function invalidLogging(why: string): ApiError {
  return new ApiError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${why}`)
}

/** What is not built here. */
export const NotBuilt = z.object({
  publish: z.boolean().default(false),
  versionDescription: z.string().max(256).optional(),
  encryptionConfiguration: z
    .looseObject({ type: z.enum(["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"]) })
    .optional(),
})

/** Refuses it, since a version or a key that is not there would be missed later. Throws ValidationException, InvalidEncryptionConfiguration. */
export function refuseNotBuilt(asked: z.infer<typeof NotBuilt>): void {
  const { publish, versionDescription, encryptionConfiguration } = asked
  if (publish || versionDescription !== undefined)
    throw validationFailed(
      "this endpoint has no versions of machines: leave publish and versionDescription out",
    )
  if (encryptionConfiguration?.type === "CUSTOMER_MANAGED_KMS_KEY") {
    const why = "this endpoint encrypts nothing: leave encryptionConfiguration out"
    throw new ApiError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: ${why}`)
  }
}
