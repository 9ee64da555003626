import { zValidator } from "@hono/zod-validator"
import { Hono, type MiddlewareHandler } from "hono"
import { timeout } from "hono/timeout"
import type { ZodType } from "zod"
import type { $ZodError } from "zod/v4/core"
import type { Runs } from "../runs/runs.ts"
import { answerDownload } from "./answer-download.ts"
import { answerErrors } from "./answer-errors.ts"
import { addHeaders } from "./answer-headers.ts"
import { checkBody, limitBody, takesNoBody } from "./check-body.ts"
import { compressJson } from "./compress-json.ts"
import { InvalidRequest, NoSuchRoute, TimedOut } from "./errors.ts"
import {
  BatchParam,
  FailedObjectsQuery,
  FileParam,
  LogsQuery,
  PageQuery,
  RejectsQuery,
  RunParam,
  RunRequest,
  RunsQuery,
} from "./requests.ts"

export type StatusApiOptions = {
  readonly runs: Runs
  /** Refuses a request by what it comes from: its Host, Origin, sign-in. */
  readonly guard: MiddlewareHandler
  /** Told of what nobody foresaw. */
  readonly onFailure?: (error: unknown) => void
  /** Milliseconds until an answer begins, at most; CloudFront waits for 30 s. */
  readonly patience?: number
}

/** Characters of a request's path that an error repeats. */
const SHOWN = 200

/** The status API: every route, what it takes and what it answers. The site's client takes its types from here. */
export function makeStatusApi({
  runs,
  guard,
  onFailure = console.error,
  patience = 25_000,
}: StatusApiOptions) {
  const late = timeout(patience, () => new TimedOut(patience))
  return new Hono()
    .use(addHeaders, compressJson, guard, late, limitBody, checkBody)
    .onError(answerErrors(onFailure))
    .notFound((c) => {
      throw new NoSuchRoute(`there is no ${c.req.method} ${c.req.path.slice(0, SHOWN)} in the status API`)
    })
    .get("/api/site", async (c) => c.json(await runs.site()))
    .get("/api/jobs", async (c) => c.json(await runs.jobs()))
    .post("/api/plan", valid("json", RunRequest), async (c) =>
      c.json(await runs.plan(c.req.valid("json").request)),
    )
    .get("/api/runs", valid("query", RunsQuery), async (c) => c.json(await runs.list(c.req.valid("query"))))
    .post("/api/runs", valid("json", RunRequest), async (c) =>
      c.json(await runs.start(c.req.valid("json").request), 201),
    )
    .get("/api/runs/:run", valid("param", RunParam), async (c) =>
      c.json(await runs.read(c.req.valid("param").run)),
    )
    .get("/api/runs/:run/batches", valid("param", RunParam), valid("query", PageQuery), async (c) =>
      c.json(await runs.batches(c.req.valid("param").run, c.req.valid("query"))),
    )
    .get("/api/runs/:run/batches/:child", valid("param", BatchParam), async (c) => {
      const { run, child } = c.req.valid("param")
      return c.json(await runs.batch(run, child))
    })
    .get("/api/runs/:run/batches/:child/log", valid("param", BatchParam), async (c) => {
      const { run, child } = c.req.valid("param")
      return c.json(await runs.batchLog(run, child))
    })
    .get("/api/runs/:run/failures", valid("param", RunParam), async (c) =>
      c.json(await runs.failures(c.req.valid("param").run)),
    )
    .get(
      "/api/runs/:run/failures/objects",
      valid("param", RunParam),
      valid("query", FailedObjectsQuery),
      async (c) => {
        const { kind, name, ...paging } = c.req.valid("query")
        return c.json(await runs.failedObjects(c.req.valid("param").run, { kind, name }, paging))
      },
    )
    .get("/api/runs/:run/rejects", valid("param", RunParam), valid("query", RejectsQuery), async (c) =>
      c.json(await runs.rejects(c.req.valid("param").run, c.req.valid("query"))),
    )
    .get("/api/runs/:run/quality", valid("param", RunParam), async (c) =>
      c.json(await runs.quality(c.req.valid("param").run)),
    )
    .get("/api/runs/:run/result", valid("param", RunParam), async (c) =>
      c.json(await runs.result(c.req.valid("param").run)),
    )
    .get("/api/runs/:run/files/:name", valid("param", FileParam), async (c) => {
      const { run, name } = c.req.valid("param")
      return answerDownload(c, `${run}-${name}`, await runs.download(run, name))
    })
    .get("/api/runs/:run/logs", valid("param", RunParam), valid("query", LogsQuery), async (c) => {
      const { after, count, ...filter } = c.req.valid("query")
      return c.json(await runs.logs(c.req.valid("param").run, filter, { after, count }))
    })
    .post("/api/runs/:run/stop", valid("param", RunParam), takesNoBody, async (c) => {
      const { run } = c.req.valid("param")
      await runs.stop(run)
      return c.json({ run })
    })
    .post("/api/runs/:run/redrive", valid("param", RunParam), takesNoBody, async (c) => {
      const { run } = c.req.valid("param")
      await runs.redrive(run)
      return c.json({ run })
    })
    .post("/api/runs/:run/repair", valid("param", RunParam), takesNoBody, async (c) =>
      c.json(await runs.repair(c.req.valid("param").run), 201),
    )
}

export type StatusApi = ReturnType<typeof makeStatusApi>

function valid<T extends ZodType, Target extends "json" | "query" | "param">(target: Target, schema: T) {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw new InvalidRequest(explain(target, result.error))
  })
}

function explain(target: string, { issues: [issue] }: $ZodError): string {
  const path = issue?.path.join(".") ?? ""
  return `the request's ${target}${path === "" ? "" : ` "${path}"`} cannot be used: ${issue?.message ?? "?"}`
}
