import { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import type { Hono } from "hono"
import manifest from "../../package.json" with { type: "json" }
import { makeGuard } from "../api/guard.ts"
import { makeStatusApi } from "../api/status-api.ts"
import { makeClients } from "../runs/clients.ts"
import { openRuns } from "../runs/open-runs.ts"
import { toTarget } from "../runs/target.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"

/**
 * The status API of one stage, which the environment alone says: `MAPFOLD_TARGET`, what the stage's parameter holds, and
 * `MAPFOLD_SITE_ORIGIN`, the site's own origin (`https://d111111abcdef8.cloudfront.net`). Throws `TypeError`, `ZodError`.
 *
 * That a request came by the site's distribution is not looked at: nothing else may call the function.
 */
export function makeLambdaStatusApi(environment: NodeJS.ProcessEnv): Hono {
  const stage = StageParameter.parse(JSON.parse(read(environment, "MAPFOLD_TARGET")))
  const origin = readOrigin(environment)
  const runs = openRuns({
    clients: makeClients({ region: stage.region }),
    target: toTarget(stage),
    jobs: makeLambdaJobs(environment),
    version: manifest.version,
  })
  return makeStatusApi({ runs, guard: makeGuard(() => origin) })
}

function readOrigin(environment: NodeJS.ProcessEnv): string {
  const name = "MAPFOLD_SITE_ORIGIN"
  const given = read(environment, name)
  const { origin } = URL.canParse(given) ? new URL(given) : { origin: null }
  if (origin === given) return origin
  throw new TypeError(
    `${name} is ${JSON.stringify(given)}: it must be an origin, such as "https://runs.example.com"`,
  )
}

function read(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]
  if (value === undefined || value === "") throw new TypeError(`${name} is not set: the deploy sets it`)
  return value
}
