import { makeFunction } from "./make-function.ts"
import { accountId, nameOf, partition, settings } from "./stage.ts"
import { input } from "./storage.ts"
import { stateMachine } from "./workflow.ts"

// What starts runs by itself. All of it is off unless the stage's settings ask for it.

if (settings.schedule !== null) makeSchedule(settings.schedule)
if (settings.markers.length > 0) makeMarkers()

/** A role of which a service makes use, to start runs and for nothing else. */
function makeStarterRole(name: string, service: string) {
  return new aws.iam.Role(name, {
    name: nameOf(name.toLowerCase()),
    assumeRolePolicy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: [service] }],
          conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
        },
      ],
    }).json,
    inlinePolicies: [
      {
        name: "start",
        policy: aws.iam.getPolicyDocumentOutput({
          statements: [{ actions: ["states:StartExecution"], resources: [stateMachine.arn] }],
        }).json,
      },
    ],
  })
}

/** The execution is named after the schedule's own, so that one which is delivered twice starts one run. */
function makeSchedule({ expression, timezone, input }: NonNullable<typeof settings.schedule>) {
  const role = makeStarterRole("ScheduleRole", "scheduler.amazonaws.com")
  new aws.scheduler.Schedule("Schedule", {
    name: nameOf("schedule"),
    scheduleExpression: expression,
    scheduleExpressionTimezone: timezone,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
      arn: $interpolate`arn:${partition}:scheduler:::aws-sdk:sfn:startExecution`,
      roleArn: role.arn,
      input: stateMachine.arn.apply((arn) =>
        JSON.stringify({
          StateMachineArn: arn,
          Name: "schedule-<aws.scheduler.execution-id>",
          Input: JSON.stringify(input),
        }),
      ),
      // a service that is down for an hour is no reason to miss a day
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
    },
  })
}

/** An object `<prefix>_SUCCESS` in the input bucket starts the run that the settings give for its prefix. */
function makeMarkers() {
  const markers = settings.markers.map(({ prefix, input: run }) => ({
    key: `${input.prefix}${prefix}_SUCCESS`,
    input: run,
  }))
  const marker = makeFunction("Marker", {
    module: "marker",
    description: "Starts a run for a marker object",
    // it makes one call
    memoryMegabytes: 256,
    timeoutSeconds: 30,
    permissions: [{ actions: ["states:StartExecution"], resources: [stateMachine.arn] }],
    environment: {
      MAPFOLD_STATE_MACHINE: stateMachine.arn,
      MAPFOLD_MARKERS: JSON.stringify(markers),
    },
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
}
