import { readSettings } from "./settings.ts"
import { stages } from "./stages.ts"

/** The settings of the stage that is being deployed. */
export const settings = readSettings($app.stage, stages)

export const hasSite = settings.site ?? settings.production

/** A name that no other stage has: `mapfold-alice-process`. */
export function nameOf(what: string): string {
  return `${$app.name}-${$app.stage}-${what}`
}

export const { accountId } = aws.getCallerIdentityOutput({})
export const { region } = aws.getRegionOutput({})
export const { partition } = aws.getPartitionOutput({})

/** `arn:aws:logs:eu-central-1:123456789012:log-group:…` for a service and what is named there. */
export function arnOf(service: string, resource: $util.Input<string>): $util.Output<string> {
  return $interpolate`arn:${partition}:${service}:${region}:${accountId}:${resource}`
}
