import { process, reduce } from "./functions.ts"
import { logGroup } from "./workflow.ts"

// Questions that one asks of a run, saved in CloudWatch Logs Insights. "RUN" is to be replaced by the execution's name.

/** The slash makes folders of the names there. */
function saveQuery(name: string, title: string, logGroupNames: $util.Input<string>[], lines: string[]) {
  return new aws.cloudwatch.QueryDefinition(name, {
    name: `${$app.name}/${$app.stage}/${title}`,
    logGroupNames,
    queryString: lines.join("\n"),
  })
}

saveQuery(
  "FailedObjectsQuery",
  "Failed objects of a run",
  [process.logGroup],
  [
    "fields @timestamp, object, error.name, error.message, batch, @logStream",
    'filter run = "RUN" and ispresent(object) and level = "ERROR"',
    "sort object asc",
    "limit 10000",
  ].map(piped),
)

saveQuery(
  "SlowestBatchesQuery",
  "Slowest batches of a run",
  [process.logGroup],
  [
    "fields batch, durationMs, readMs, computeMs, writeMs, objects, rows, bytes, @logStream",
    'filter run = "RUN" and ispresent(durationMs)',
    "sort durationMs desc",
    "limit 50",
  ].map(piped),
)

saveQuery(
  "RejectsByRuleQuery",
  "Rejects by rule of a run",
  [process.logGroup],
  [
    'filter run = "RUN" and ispresent(rejected)',
    "stats sum(rejected) as records, count_distinct(batch) as batches by rule",
    "sort records desc",
  ].map(piped),
)

saveQuery(
  "RunsQuery",
  "Runs and what they came to",
  [reduce.logGroup],
  [
    "fields @timestamp, run, job, error.name, items, failedObjects, rows, rejects, megabytes, durationSeconds, costEstimate",
    "filter ispresent(run) and ispresent(costEstimate)",
    "sort @timestamp desc",
    "limit 100",
  ].map(piped),
)

saveQuery(
  "FailedStatesQuery",
  "Failed states and children of a run",
  [logGroup.name],
  [
    "fields @timestamp, type, execution_arn, details.name, details.error, details.cause",
    'filter execution_arn like "RUN" and type like /Failed|TimedOut|Aborted/',
    "sort @timestamp asc",
    "limit 1000",
  ].map(piped),
)

function piped(line: string, at: number): string {
  return at === 0 ? line : `| ${line}`
}
