import { METRIC_NAMESPACE, type RunMetric } from "@mapfold/core/workflow/run-metrics"
import { CHILD_MACHINES, FUNCTIONS } from "./metrics.ts"
import { nameOf, settings } from "./stage.ts"
import { starters } from "./triggers.ts"
import { stateMachine } from "./workflow.ts"

/** Seconds. */
const PERIOD = 300
/** Periods: a run that starts is throttled for a minute or two, until Lambda has added environments. */
const THROTTLED_PERIODS = 3
/**
 * Periods that are looked at beside those that must be bad. Metrics come a minute or two late, and FILL makes 0 of what is not there
 * yet: the latest period alone could read 0 each time that it is looked at, and no more be looked at when the failure has come.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (FILL)
 */
const LATE_PERIODS = 1

const REJECTED: RunMetric = "rejectedPercent"

type Query = aws.types.input.cloudwatch.MetricAlarmMetricQuery
type Alarm = {
  readonly title: string
  readonly description: string
  readonly metricQueries: Query[]
  readonly threshold: number
  /** In so many of the last periods it must be exceeded: one where nothing is said. */
  readonly periods?: number
}

// A personal stage has none: whoever runs something there looks at it.
export const topic = settings.production ? makeAlarms() : null

function makeAlarms() {
  const topic = new aws.sns.Topic("Alarms", { name: nameOf("alarms") })
  if (settings.alarmEmail !== null)
    new aws.sns.TopicSubscription("AlarmEmail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: settings.alarmEmail,
    })
  const alarm = makeAlarm(topic)
  alarm("RunsFailedAlarm", {
    title: "runs-failed",
    description:
      "A run failed or timed out. Find it in the state machine's executions; docs/deploy.md says how to go on.",
    metricQueries: sum(
      ["ExecutionsFailed", "ExecutionsTimedOut"].map((name) => states(name, stateMachine.arn)),
    ),
    threshold: 0,
  })
  alarm("ChildrenFailedAlarm", {
    title: "batches-failed",
    description:
      "A child of a Map failed or timed out: all files of its batch count as failed. See the run's Map Run in the console.",
    metricQueries: sum(
      CHILD_MACHINES.flatMap((machine) =>
        ["ExecutionsFailed", "ExecutionsTimedOut"].map((name) => states(name, machine)),
      ),
    ),
    threshold: 0,
  })
  alarm("ThrottledAlarm", {
    title: "throttled",
    description:
      "Lambda has turned calls away for 15 minutes: raise the account's concurrent executions, or lower settings.concurrency.",
    metricQueries: sum(Object.values(FUNCTIONS).map(({ name }) => ofFunction("Throttles", name))),
    threshold: 0,
    periods: THROTTLED_PERIODS,
  })
  if (starters.length > 0)
    alarm("NotStartedAlarm", {
      title: "runs-not-started",
      description:
        "A schedule or a marker could not start its run. See the lines of its function, and start the run by hand.",
      metricQueries: sum(starters.map(({ name }) => ofFunction("Errors", name))),
      threshold: 0,
    })
  alarm("RejectedAlarm", {
    title: "records-rejected",
    description: `More than ${settings.rejectedPercent} % of a run's rows were rejected. Its report says by which rules.`,
    // of every job there is and will be: an alarm on a metric by name would need the jobs' names
    metricQueries: [
      {
        id: "rejected",
        expression: `SELECT MAX(${REJECTED}) FROM SCHEMA("${METRIC_NAMESPACE}", job, stage) WHERE stage = '${$app.stage}'`,
        period: PERIOD,
        returnData: true,
      },
    ],
    threshold: settings.rejectedPercent,
  })
  return topic
}

function makeAlarm(topic: aws.sns.Topic) {
  return (name: string, { title, description, metricQueries, threshold, periods = 1 }: Alarm) =>
    new aws.cloudwatch.MetricAlarm(name, {
      name: nameOf(title),
      alarmDescription: description,
      metricQueries,
      comparisonOperator: "GreaterThanThreshold",
      threshold,
      evaluationPeriods: periods + LATE_PERIODS,
      datapointsToAlarm: periods,
      // between runs there is nothing to measure
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    })
}

type Metric = NonNullable<Query["metric"]>

function states(metricName: string, machine: $util.Input<string>): Metric {
  return {
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: machine },
    stat: "Sum",
    period: PERIOD,
  }
}

function ofFunction(metricName: string, functionName: string): Metric {
  return {
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
    stat: "Sum",
    period: PERIOD,
  }
}

/** Metrics of which a period may lack any. */
function sum(metrics: Metric[]): Query[] {
  const ids = metrics.map((_, at) => `m${at}`)
  return [
    {
      id: "total",
      expression: ids.map((id) => `FILL(${id}, 0)`).join(" + "),
      label: "total",
      returnData: true,
    },
    ...metrics.map((metric, at) => ({ id: ids[at]!, metric, returnData: false })),
  ]
}
