import type { PlaceOf } from "@mapfold/functions/runs/run-place"
import { makeApiServer } from "./api/api-server.ts"
import { openEngines } from "./engine/engines.ts"
import { makeRunPlaces } from "./engine/run-places.ts"
import { PLACE } from "./engine/start-run.ts"
import { workflowDefinition } from "./engine/workflow.ts"
import { WORKFLOW } from "./engine/workflow-name.ts"
import type { EngineOptions } from "./engine.ts"
import { arnsOf } from "./interpreter/arns.ts"
import { makeS3Server } from "./s3/s3-server.ts"
import type { Credentials } from "./s3/sigv4/signature.ts"
import { findInterrupted } from "./state/kept-runs.ts"
import { findMachine, insertMachine, updateMachine } from "./state/machines.ts"
import type { State } from "./state/state.ts"

export type EndpointsOptions = EngineOptions & {
  /** Folders: S3 is not served from here. */
  readonly buckets: { readonly input: string; readonly output: string }
  readonly credentials: Credentials
  readonly host: string
  /** 0 picks a free one. */
  readonly statesPort: number
  readonly s3Port: number
  /** Told of what went wrong in the endpoints themselves. */
  readonly onFailure: (error: unknown) => void
}

export type Endpoints = {
  /** Of Step Functions, and of CloudWatch Logs. */
  readonly statesUrl: string
  readonly s3Url: string
  readonly region: string
  /** The executions that had been cut off, and that go on. */
  readonly resumed: readonly string[]
  /** Where the runs lie that were started over other buckets than these. */
  readonly placeOf: PlaceOf
  /** Takes no more requests; executions are left as they are, for whoever opens the home next. */
  close(): Promise<void>
}

/** Opens a home for AWS's clients, and goes on with what was cut off in it. Throws what engines and servers do. */
export async function openEndpoints(options: EndpointsOptions): Promise<Endpoints> {
  const { home, buckets, credentials, host, onFailure } = options
  const engines = await openEngines(options)
  const { state } = engines.main.executions
  const servers: { readonly url: string; close(): Promise<void> }[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
    await engines.close("suspend")
  }
  try {
    keepWorkflow(state)
    const context = { state, engines, now: Date.now }
    const api = await makeApiServer({ context, credentials, host, port: options.statesPort, onFailure })
    servers.push(api)
    const s3 = await makeS3Server({
      ...{ home, buckets, credentials, host, port: options.s3Port, region: PLACE.region, onFailure },
    })
    servers.push(s3)
    const resumed: string[] = []
    for (const kept of findInterrupted(state)) {
      const engine = await engines.open(kept.setup)
      engine.executions.resume(kept.machine, kept.name)
      resumed.push(kept.name)
    }
    const placeOf = makeRunPlaces(state, engines.main.setup)
    return { statesUrl: api.url, s3Url: s3.url, region: PLACE.region, resumed, placeOf, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The workflow is a machine like any other, as this Mapfold has it. */
function keepWorkflow(state: State): void {
  const machine = {
    name: WORKFLOW,
    role: arnsOf({ ...PLACE, name: WORKFLOW }).role,
    settings: JSON.stringify({ type: "STANDARD" }),
    definition: workflowDefinition(),
  }
  if (insertMachine(state, machine, Date.now())) return
  const found = findMachine(state, WORKFLOW)!
  if (found.definition !== machine.definition || found.is_deleting === 1)
    updateMachine(state, { ...found, ...machine }, Date.now())
}
