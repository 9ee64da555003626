import { availableParallelism } from "node:os"
import { localSpeed } from "@mapfold/core/plan/speed"
import { makeClients } from "@mapfold/functions/runs/clients"
import { openRuns } from "@mapfold/functions/runs/open-runs"
import type { Endpoints } from "../endpoints.ts"
import type { HttpServer } from "../http-server.ts"
import { loadJobs } from "../job-file/load-jobs.ts"
import type { Credentials } from "../s3/sigv4/signature.ts"
import { embeddedTarget } from "./embedded-target.ts"
import { makeSiteServer } from "./site-server.ts"

export type SiteOptions = {
  /** What the status API asks, as it would ask AWS. */
  readonly endpoints: Endpoints
  readonly credentials: Credentials
  /** The module whose jobs can be run (its absolute path); Mapfold's own jobs where nothing is said. */
  readonly jobFile?: string | undefined
  /** Mapfold's own. */
  readonly version: string
  /** The folder that is the input bucket. */
  readonly input: string
  /** 0 picks a free one. */
  readonly port: number
  /** The built site. */
  readonly folder: string
  /** Told of what went wrong in the server itself. */
  readonly onFailure: (error: unknown) => void
}

/** Milliseconds. Nobody counts requests here, and a run may take a second. */
const PACE = { fresh: 300, mapRunPace: 0 }

/** Serves the status site of a home whose endpoints are open. Throws Node's error where the port cannot be had. */
export async function openSite(options: SiteOptions): Promise<HttpServer> {
  const { endpoints, credentials, jobFile, version, input, port, folder, onFailure } = options
  const jobs = await loadJobs(jobFile ?? null)
  const { region, statesUrl: states, s3Url: s3, placeOf } = endpoints
  const clients = makeClients({ region, endpoints: { states, s3 }, credentials })
  const speed = localSpeed(availableParallelism())
  const target = embeddedTarget
  const runs = openRuns({ clients, target, jobs, jobFile, version, input, placeOf, speed, ...PACE })
  try {
    const server = await makeSiteServer({ runs, folder, port, onFailure })
    const close = async () => {
      await server.close()
      clients.close()
    }
    return { url: server.url, close }
  } catch (error) {
    clients.close()
    throw error
  }
}
