import { METRIC_DIMENSIONS, METRIC_NAMESPACE, type RunMetric } from "@mapfold/core/workflow/run-metrics"
import { CHILD_MACHINES, FUNCTIONS } from "./metrics.ts"
import { nameOf, region, settings } from "./stage.ts"
import { logGroup, stateMachine } from "./workflow.ts"

/** Columns of a dashboard. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const WIDTH = 24
const WIDGETS_IN_ROW = 3
const HEIGHT = 6
/** Seconds. */
const PERIOD = 300

type Widget = { readonly type: string; readonly properties: Readonly<Record<string, unknown>> }

// A personal stage has none.
export const dashboard = settings.production ? makeDashboard() : null

function makeDashboard() {
  return new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: nameOf("runs"),
    dashboardBody: $resolve([region, stateMachine.arn, logGroup.name, ...CHILD_MACHINES]).apply(
      ([region, machine, logGroup, ...children]) =>
        JSON.stringify({
          widgets: place(describe({ region: region!, machine: machine!, logGroup: logGroup!, children })),
        }),
    ),
  })
}

type Known = {
  readonly region: string
  readonly machine: string
  readonly logGroup: string
  readonly children: readonly string[]
}

function describe({ region, machine, logGroup, children }: Known): Widget[] {
  const graph = (title: string, metrics: unknown[], stat = "Sum"): Widget => ({
    type: "metric",
    properties: { title, region, metrics, stat, period: PERIOD, view: "timeSeries" },
  })
  /** A metric of every job of the stage. */
  const ofJobs = (title: string, name: RunMetric, stat = "Sum") =>
    graph(title, [[{ expression: search(name, stat), id: "jobs" }]])
  const states = (name: string, arn: string, label: string) => [
    "AWS/States",
    name,
    "StateMachineArn",
    arn,
    { label },
  ]
  const functions = Object.values(FUNCTIONS)
  return [
    graph("Runs", [
      states("ExecutionsStarted", machine, "started"),
      states("ExecutionsSucceeded", machine, "succeeded"),
      states("ExecutionsFailed", machine, "failed"),
      states("ExecutionsTimedOut", machine, "timed out"),
    ]),
    graph("Batches failed", [
      ...children.map((arn) => states("ExecutionsFailed", arn, `${arn.split("/").at(-1)} failed`)),
      ...children.map((arn) => states("ExecutionsTimedOut", arn, `${arn.split("/").at(-1)} timed out`)),
    ]),
    ofJobs("Runs of each job", "runs"),
    ofJobs("Cost estimate, US dollars", "costEstimate"),
    ofJobs("Files", "items"),
    ofJobs("Files failed", "failedObjects"),
    ofJobs("Megabytes", "megabytes"),
    ofJobs("Rows", "rows"),
    ofJobs("Rows rejected", "rejects"),
    ofJobs("Rows rejected, percent", "rejectedPercent", "Maximum"),
    ofJobs("Duration of a run, seconds, p50", "durationSeconds", "p50"),
    ofJobs("Duration of a run, seconds, p99", "durationSeconds", "p99"),
    graph(
      "Calls turned away",
      functions.map(({ name }) => ["AWS/Lambda", "Throttles", "FunctionName", name]),
    ),
    graph(
      "Duration of a call, ms, p99",
      functions.map(({ name }) => ["AWS/Lambda", "Duration", "FunctionName", name]),
      "p99",
    ),
    graph(
      "Functions at a time",
      functions.map(({ name }) => ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", name]),
      "Maximum",
    ),
    {
      type: "log",
      properties: {
        title: "Failed states",
        region,
        view: "table",
        query: `SOURCE '${logGroup}' | fields @timestamp, execution_arn, type, details.error | filter type like /Failed|TimedOut/ | sort @timestamp desc | limit 20`,
      },
    },
  ]
}

function search(name: RunMetric, stat: string): string {
  return `SEARCH('{${METRIC_NAMESPACE},${METRIC_DIMENSIONS.join(",")}} MetricName="${name}" stage="${$app.stage}"', '${stat}', ${PERIOD})`
}

function place(widgets: Widget[]) {
  const width = WIDTH / WIDGETS_IN_ROW
  return widgets.map((widget, at) => ({
    x: (at % WIDGETS_IN_ROW) * width,
    y: Math.floor(at / WIDGETS_IN_ROW) * HEIGHT,
    width,
    height: HEIGHT,
    ...widget,
  }))
}
