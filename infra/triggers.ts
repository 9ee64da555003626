import { type FunctionSettings, makeFunction } from "./make-function.ts"
import { accountId, nameOf, settings } from "./stage.ts"
import { input } from "./storage.ts"
import { stateMachine } from "./workflow.ts"

// What starts runs by itself. All of it is off unless the stage's settings ask for it.

const schedule = settings.schedule === null ? null : makeSchedule(settings.schedule)
const marker = settings.markers.length === 0 ? null : makeMarkers()

/** The functions that start runs: where one fails, a run that was to be is not. */
export const starters = [schedule, marker].filter((made) => made !== null)

/** A function that makes one call. */
function makeStarter(name: string, made: Pick<FunctionSettings, "module" | "description" | "environment">) {
  return makeFunction(name, {
    ...made,
    memoryMegabytes: 256,
    timeoutSeconds: 30,
    permissions: [{ actions: ["states:StartExecution"], resources: [stateMachine.arn] }],
    environment: { ...made.environment, MAPFOLD_STATE_MACHINE: stateMachine.arn },
  })
}

/** The run is named after the time that it was for, so that one which is delivered twice starts one run. */
function makeSchedule({ expression, ...schedule }: NonNullable<typeof settings.schedule>) {
  const starter = makeStarter("Schedule", {
    module: "schedule",
    description: "Starts the run of a scheduled time",
    environment: { MAPFOLD_SCHEDULE: JSON.stringify(schedule) },
  })
  const role = new aws.iam.Role("SchedulerRole", {
    name: nameOf("scheduler"),
    assumeRolePolicy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["scheduler.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
        },
      ],
    }).json,
    inlinePolicies: [
      {
        name: "start",
        policy: aws.iam.getPolicyDocumentOutput({
          statements: [{ actions: ["lambda:InvokeFunction"], resources: [starter.arn] }],
        }).json,
      },
    ],
  })
  new aws.scheduler.Schedule("Clock", {
    name: nameOf("schedule"),
    scheduleExpression: expression,
    scheduleExpressionTimezone: schedule.timezone,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: starter.arn,
      roleArn: role.arn,
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
      input: JSON.stringify({ scheduledTime: "<aws.scheduler.scheduled-time>" }),
      // a service that is down for an hour is no reason to miss a day
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
    },
  })
  return starter
}

/** An object `<prefix>_SUCCESS` in the input bucket starts the run that the settings give for its prefix. */
function makeMarkers() {
  const markers = settings.markers.map(({ prefix, input: run }) => ({
    key: `${input.prefix}${prefix}_SUCCESS`,
    input: run,
  }))
  const marker = makeStarter("Marker", {
    module: "marker",
    description: "Starts a run for a marker object",
    environment: { MAPFOLD_MARKERS: JSON.stringify(markers) },
  })
  const rule = new aws.cloudwatch.EventRule("MarkerRule", {
    name: nameOf("marker"),
    description: "Marker objects of the input bucket",
    eventPattern: input.bucket.apply((bucket) =>
      JSON.stringify({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [bucket] }, object: { key: markers.map(({ key }) => key) } },
      }),
    ),
  })
  new aws.cloudwatch.EventTarget("MarkerTarget", {
    rule: rule.name,
    targetId: "marker",
    arn: marker.arn,
    retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
  })
  new aws.lambda.Permission("MarkerPermission", {
    action: "lambda:InvokeFunction",
    function: marker.name,
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  })
  // an existing bucket's configuration is left alone: docs/deploy.md says how to switch its events on
  if (input.isOurs) new aws.s3.BucketNotification("InputEvents", { bucket: input.bucket, eventbridge: true })
  return marker
}
