import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { RUN_METRICS } from "@mapfold/core/workflow/run-metrics"
import { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import {
  COPY_SECONDS,
  PREPARE_SECONDS,
  PROCESS_SECONDS,
  REDUCE_SECONDS,
} from "@mapfold/core/workflow/time-limits"
import { beforeAll, describe, expect, test } from "vitest"
import type { EvaluatedStage, Fields, Json, Resource } from "./evaluate/resource.ts"
import { machineOf, ofType, parsePolicy } from "./evaluate/roles.ts"
import { evaluateStages, type Stages } from "./evaluate/stages.fixture.ts"
import { readSettings } from "./settings.ts"

let stages: Stages
beforeAll(async () => {
  stages = await evaluateStages()
})

const BUCKET = "aws:s3/bucket:Bucket"
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
const FUNCTION = "aws:lambda/function:Function"

function only(stage: EvaluatedStage, type: string): Resource {
  const found = ofType(stage, type)
  expect(found).toHaveLength(1)
  return found[0]!
}

/** All but the one of the site's pages, which site.test.ts looks at: they are built again at each deploy. */
function holdsFiles({ name }: Resource): boolean {
  return name !== "PagesAssetsBucket"
}

/** What is configured of a bucket, by the bucket's name. */
function configured(stage: EvaluatedStage, type: string, bucket: Json): Fields {
  const found = ofType(stage, type).filter(({ inputs }) => inputs.bucket === bucket)
  expect(found, `${type} of ${bucket}`).toHaveLength(1)
  return found[0]!.inputs
}

describe("a stage", () => {
  test.each(["prod", "alice", "dev", "everything"] as const)("%s has these resources", (name) => {
    const listed = stages[name].resources.map((resource) => `${resource.type} ${resource.name}`).sort()
    expect(listed).toMatchSnapshot()
  })

  test("of production is kept and protected, a personal one is not", () => {
    expect(stages.prod.app).toMatchObject({ removal: "retain", protect: true })
    expect(stages.alice.app).toMatchObject({ removal: "remove", protect: false })
  })

  test("shares no name with another", () => {
    const named = (stage: EvaluatedStage) =>
      stage.resources.flatMap(({ type, inputs }) =>
        ["name", "bucket", "dashboardName", "functionName"].flatMap((field) =>
          // code lies in SST's own bootstrap, under the hash of what it is
          typeof inputs[field] === "string" && type !== "aws:s3/bucketObjectv2:BucketObjectv2"
            ? [`${type} ${inputs[field]}`]
            : [],
        ),
      )
    const [prod, alice] = [named(stages.prod), named(stages.alice)]
    expect(prod.length).toBeGreaterThan(20)
    expect(prod.filter((name) => alice.includes(name))).toEqual([])
  })
})

describe("every bucket", () => {
  test("is versioned, encrypted, private and for TLS alone, and has no CORS", () => {
    for (const stage of Object.values(stages)) {
      for (const { inputs, outputs } of ofType(stage, BUCKET).filter(holdsFiles)) {
        const { bucket } = outputs
        const of = (type: string) => configured(stage, type, bucket!)
        expect(of("aws:s3/bucketVersioning:BucketVersioning").versioningConfiguration).toEqual({
          status: "Enabled",
        })
        expect(
          of("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").rules,
        ).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }])
        expect(of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).toEqual({
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        })
        expect(parsePolicy(of("aws:s3/bucketPolicy:BucketPolicy").policy)).toEqual([
          {
            effect: "Deny",
            actions: ["s3:*"],
            resources: [outputs.arn, `${outputs.arn}/*`],
            principal: "*",
            conditions: { Bool: { "aws:SecureTransport": ["false"] } },
          },
        ])
        expect(inputs.forceDestroy).toBe(stage.app.removal === "remove")
      }
      expect(ofType(stage, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")).toEqual([])
    }
  })

  test("is tidied up, and the output loses its runs after 90 days", () => {
    const rules = (name: string) =>
      configured(
        stages.prod,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        ofType(stages.prod, BUCKET).find((bucket) => bucket.name === name)!.outputs.bucket!,
      ).rules
    const tidy = {
      id: "tidy",
      status: "Enabled",
      filter: {},
      noncurrentVersionExpiration: { noncurrentDays: 7 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      expiration: { expiredObjectDeleteMarker: true },
    }
    const runs = { id: "runs", status: "Enabled", filter: { prefix: "runs/" }, expiration: { days: 90 } }
    const pulls = { id: "pulls", status: "Enabled", filter: { prefix: "pulls/" }, expiration: { days: 14 } }
    expect(rules("OutputBucket")).toEqual([runs, pulls, tidy])
    expect(rules("InputBucket")).toEqual([tidy])
  })

  test("is the stage's own: one that was there already is not touched", () => {
    const ours = ofType(stages.everything, BUCKET).filter(holdsFiles)
    expect(ours.map(({ name }) => name)).toEqual(["OutputBucket"])
    const touched = stages.everything.resources.filter(({ inputs }) => inputs.bucket === "weather-files")
    expect(touched).toEqual([])
    const read = ofType(stages.everything, FUNCTION).map(({ inputs }) => inputs.environment as Fields)
    for (const { variables } of read) expect(variables).toMatchObject({ MAPFOLD_INPUT_PREFIX: "noaa/gsod/" })
  })
})

describe("the functions", () => {
  test("have this runtime, memory and time", () => {
    const settings = ofType(stages.prod, FUNCTION).map(({ inputs }) => [
      inputs.name,
      inputs.runtime,
      inputs.architectures,
      inputs.memorySize,
      inputs.timeout,
      inputs.publish,
      inputs.reservedConcurrentExecutions,
    ])
    expect(settings.sort()).toEqual([
      ["mapfold-prod-copy", "nodejs24.x", ["arm64"], 1_024, COPY_SECONDS, true, undefined],
      ["mapfold-prod-prepare", "nodejs24.x", ["arm64"], 512, PREPARE_SECONDS, true, undefined],
      ["mapfold-prod-process", "nodejs24.x", ["arm64"], 1_769, PROCESS_SECONDS, true, undefined],
      ["mapfold-prod-reduce", "nodejs24.x", ["arm64"], 3_008, REDUCE_SECONDS, true, undefined],
      ["mapfold-prod-status", "nodejs24.x", ["arm64"], 1_769, 120, true, undefined],
    ])
  })

  test("are bundled from modules that are there", () => {
    expect([...stages.everything.built].sort()).toEqual(
      ["marker", "prepare", "process", "reduce", "schedule", "status"].map(
        (name) => `packages/functions/src/lambda/${name}.handler`,
      ),
    )
  })

  test("each log to a group of their own that is removed with the stage", () => {
    for (const { inputs } of ofType(stages.alice, FUNCTION)) {
      const { logGroup } = inputs.loggingConfig as { logGroup: string }
      expect(logGroup).toBe(`/aws/lambda/${inputs.name}`)
      const group = ofType(stages.alice, "aws:cloudwatch/logGroup:LogGroup").find(
        (found) => found.inputs.name === logGroup,
      )
      expect(group?.inputs.retentionInDays).toBe(30)
    }
  })

  test("know what they cost", () => {
    const { variables } = ofType(stages.prod, FUNCTION).find(({ name }) => name === "ReduceFunction")!.inputs
      .environment as { variables: Record<string, string> }
    expect(JSON.parse(variables.MAPFOLD_MEMORY!)).toEqual({ prepare: 512, process: 1_769, reduce: 3_008 })
    expect(variables.MAPFOLD_STAGE).toBe("prod")
  })

  test("in sst dev are stubs that wait as long as Lambda lets them", () => {
    expect(stages.dev.built).toEqual([])
    for (const { inputs } of ofType(stages.dev, FUNCTION))
      expect(inputs).toMatchObject({ timeout: 900, publish: false, handler: "bootstrap" })
  })

  test("have no address that anyone can call", () => {
    for (const stage of Object.values(stages))
      for (const { name, inputs } of ofType(stage, "aws:lambda/functionUrl:FunctionUrl"))
        expect([name, inputs.authorizationType]).toEqual(["StatusUrl", "AWS_IAM"])
  })
})

describe("the state machine", () => {
  const definitionOf = (stage: EvaluatedStage) =>
    parseMachine(JSON.parse(machineOf(stage).inputs.definition as string))
  const textOf = (stage: EvaluatedStage) => machineOf(stage).inputs.definition as string

  test("is core's definition with the names and versions of the stage", () => {
    const machine = definitionOf(stages.prod)
    const text = textOf(stages.prod)
    for (const name of ["prepare", "process", "reduce"])
      expect(text).toContain(`arn:aws:lambda:eu-central-1:123456789012:function:mapfold-prod-${name}:1"`)
    const [input, output] = ["InputBucket", "OutputBucket"].map(
      (name) => ofType(stages.prod, BUCKET).find((bucket) => bucket.name === name)!.outputs.bucket,
    )
    expect(machine.States).toMatchObject({
      MapListed: {
        ItemReader: { Arguments: { Bucket: input } },
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } },
        ResultWriter: { Arguments: { Bucket: output } },
      },
      MapItems: { ItemReader: { Arguments: { Bucket: output } } },
    })
  })

  test("in sst dev lets a breakpoint be held", () => {
    definitionOf(stages.dev)
    const text = textOf(stages.dev)
    const all = (field: string) => [
      ...new Set([...text.matchAll(new RegExp(`"${field}":([^,}]+)`, "g"))].map(([, value]) => value)),
    ]
    expect(all("ExecutionType")).toEqual(['"STANDARD"'])
    expect(all("MaxConcurrency")).toEqual(["2"])
    expect(all("TimeoutSeconds")).toEqual(["910"])
    expect(text).not.toContain('"Retry"')
    expect(textOf(stages.alice)).toContain('"Retry"')
  })

  test("logs everything to its own group", () => {
    const { loggingConfiguration, tracingConfiguration } = machineOf(stages.prod).inputs
    const group = ofType(stages.prod, "aws:cloudwatch/logGroup:LogGroup").find(
      ({ inputs }) => inputs.name === "/aws/vendedlogs/states/mapfold-prod",
    )!
    expect(group.inputs.retentionInDays).toBe(90)
    expect(loggingConfiguration).toEqual({
      level: "ALL",
      includeExecutionData: true,
      logDestination: `${group.outputs.arn}:*`,
    })
    expect(tracingConfiguration).toEqual({ enabled: false })
  })

  test("logs and traces as the settings say", () => {
    expect(machineOf(stages.everything).inputs).toMatchObject({
      loggingConfiguration: { includeExecutionData: false },
      tracingConfiguration: { enabled: true },
    })
    for (const { inputs } of ofType(stages.everything, FUNCTION))
      expect(inputs.tracingConfig).toEqual({ mode: "Active" })
  })

  test("is found through the stage's parameter", () => {
    const { inputs } = only(stages.everything, "aws:ssm/parameter:Parameter")
    expect(inputs.name).toBe("/mapfold/full")
    expect(StageParameter.parse(JSON.parse(inputs.value as string))).toMatchObject({
      stage: "full",
      region: "eu-central-1",
      stateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:mapfold-full",
      input: { bucket: "weather-files", prefix: "noaa/gsod/" },
      logGroup: "/aws/vendedlogs/states/mapfold-full",
      functions: {
        process: { name: "mapfold-full-process", logGroup: "/aws/lambda/mapfold-full-process" },
      },
    })
    expect((inputs.value as string).length).toBeLessThan(4_096)
  })
})

describe("the machine that pulls", () => {
  test("is core's definition with the names and version of the stage, and is found through its parameter", () => {
    const { inputs, outputs } = machineOf(stages.prod, "Pull")
    expect(inputs.name).toBe("mapfold-prod_pull")
    const text = inputs.definition as string
    expect(text).toContain('"arn:aws:lambda:eu-central-1:123456789012:function:mapfold-prod-copy:1"')
    const [input, output] = ["InputBucket", "OutputBucket"].map(
      (name) => ofType(stages.prod, BUCKET).find((bucket) => bucket.name === name)!.outputs.bucket,
    )
    expect(parseMachine(JSON.parse(text)).States).toMatchObject({
      Pull: {
        ItemReader: { Arguments: { Bucket: output } },
        ItemBatcher: { BatchInput: { target: input } },
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } },
        ResultWriter: { Arguments: { Bucket: output } },
      },
    })
    const parameter = only(stages.prod, "aws:ssm/parameter:Parameter").inputs.value as string
    expect(StageParameter.parse(JSON.parse(parameter)).pull).toEqual({ stateMachineArn: outputs.arn })
  })

  test("in sst dev lets a breakpoint be held", () => {
    const text = machineOf(stages.dev, "Pull").inputs.definition as string
    expect(text).toContain('"ExecutionType":"STANDARD"')
    expect(text).not.toContain('"Retry"')
  })

  test("is not there, nor what copies, where the input is only read", () => {
    expect(() => machineOf(stages.everything, "Pull")).toThrow("no state machine")
    expect(stages.everything.built.filter((handler) => handler.includes("copy"))).toEqual([])
    const parameter = only(stages.everything, "aws:ssm/parameter:Parameter").inputs.value as string
    expect(StageParameter.parse(JSON.parse(parameter)).pull).toBeUndefined()
  })

  test("has a name that no stage's workflow has", () => {
    const { name } = machineOf(stages.prod, "Pull").inputs
    expect(() => readSettings((name as string).replace("mapfold-", ""), {})).toThrow("cannot be used")
  })
})

describe("monitoring", () => {
  test("is for production alone, but for the saved queries", () => {
    for (const type of [ALARM, "aws:sns/topic:Topic", "aws:cloudwatch/dashboard:Dashboard"]) {
      expect(ofType(stages.alice, type)).toEqual([])
      expect(ofType(stages.prod, type).length).toBeGreaterThan(0)
    }
    const queries = ofType(stages.alice, "aws:cloudwatch/queryDefinition:QueryDefinition")
    const groups = ofType(stages.alice, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs.name)
    expect(queries).toHaveLength(5)
    for (const { inputs } of queries) {
      expect(inputs.name).toMatch(/^mapfold\/alice\//)
      expect(groups).toEqual(expect.arrayContaining(inputs.logGroupNames as string[]))
    }
  })

  test("tells the address of the settings of each alarm", () => {
    const topic = only(stages.everything, "aws:sns/topic:Topic").outputs.arn
    expect(only(stages.everything, "aws:sns/topicSubscription:TopicSubscription").inputs).toEqual({
      topic,
      protocol: "email",
      endpoint: "ops@example.org",
    })
    const alarms = ofType(stages.everything, ALARM)
    expect(alarms.map(({ inputs }) => inputs.name).sort()).toEqual([
      "mapfold-full-batches-failed",
      "mapfold-full-records-rejected",
      "mapfold-full-runs-failed",
      "mapfold-full-runs-not-started",
      "mapfold-full-throttled",
    ])
    for (const { inputs } of alarms) {
      expect(inputs.alarmActions).toEqual([topic])
      expect(inputs.treatMissingData).toBe("notBreaching")
      // what comes late is 0 at first, and is looked at once more
      expect(inputs.evaluationPeriods).toBe((inputs.datapointsToAlarm as number) + 1)
    }
    expect(ofType(stages.prod, "aws:sns/topicSubscription:TopicSubscription")).toEqual([])
  })

  test("watches what there is", () => {
    const machine = machineOf(stages.prod)
    const { States } = parseMachine(JSON.parse(machine.inputs.definition as string))
    const labels = Object.values(States).flatMap((state) =>
      "Label" in state ? [`${machine.outputs.arn}/${state.Label}`] : [],
    )
    expect(labels).toHaveLength(2)
    const functions = ["prepare", "process", "reduce"].map((name) => `mapfold-prod-${name}`)
    const watched = ofType(stages.prod, ALARM).flatMap(({ inputs }) =>
      (inputs.metricQueries as unknown as { metric?: { metricName: string; dimensions: Fields } }[]).flatMap(
        ({ metric }) =>
          metric === undefined ? [] : [`${metric.metricName} ${Object.values(metric.dimensions).join()}`],
      ),
    )
    const failures = ["ExecutionsFailed", "ExecutionsTimedOut"]
    expect(watched.sort()).toEqual(
      [
        ...failures.flatMap((name) => [machine.outputs.arn, ...labels].map((arn) => `${name} ${arn}`)),
        ...functions.map((name) => `Throttles ${name}`),
      ].sort(),
    )
  })

  test("shows each metric of a run, and no other", () => {
    const body = only(stages.prod, "aws:cloudwatch/dashboard:Dashboard").inputs.dashboardBody as string
    const { widgets } = JSON.parse(body) as { widgets: { x: number; y: number }[] }
    const shown = [...body.matchAll(/\{Mapfold,stage,job\} MetricName=\\"(\w+)\\" stage=\\"prod\\"/g)].map(
      ([, name]) => name!,
    )
    expect([...new Set(shown)].sort()).toEqual(Object.keys(RUN_METRICS).sort())
    expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length)
  })

  test("alarms when more than the settings' share of a run's rows was rejected", () => {
    const alarm = ofType(stages.prod, ALARM).find(({ name }) => name === "RejectedAlarm")!
    expect(alarm.inputs).toMatchObject({ threshold: 1, comparisonOperator: "GreaterThanThreshold" })
    expect(JSON.stringify(alarm.inputs.metricQueries)).toContain("WHERE stage = 'prod'")
  })
})

describe("triggers", () => {
  test("are off where nothing is said", () => {
    for (const type of ["aws:scheduler/schedule:Schedule", "aws:cloudwatch/eventRule:EventRule"])
      expect(ofType(stages.prod, type)).toEqual([])
  })

  test("start runs by the clock, each delivery once", () => {
    const { inputs } = only(stages.everything, "aws:scheduler/schedule:Schedule")
    expect(inputs).toMatchObject({
      scheduleExpression: "cron(0 6 * * ? *)",
      scheduleExpressionTimezone: "Europe/Lisbon",
    })
    const { arn, input } = inputs.target as { arn: string; input: string }
    const starter = ofType(stages.everything, FUNCTION).find(({ name }) => name === "ScheduleFunction")!
    expect(arn).toBe(starter.outputs.arn)
    expect(JSON.parse(input)).toEqual({ scheduledTime: "<aws.scheduler.scheduled-time>" })
    const { variables } = starter.inputs.environment as { variables: Record<string, string> }
    expect(variables).toMatchObject({
      MAPFOLD_STATE_MACHINE: machineOf(stages.everything).outputs.arn,
    })
    expect(JSON.parse(variables.MAPFOLD_SCHEDULE!)).toEqual({
      ...{ input: { year: "<year>" }, timezone: "Europe/Lisbon", daysBefore: 1 },
    })
  })

  test("start a run for a marker of the input bucket", () => {
    const rule = only(stages.everything, "aws:cloudwatch/eventRule:EventRule")
    expect(JSON.parse(rule.inputs.eventPattern as string)).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["weather-files"] }, object: { key: ["noaa/gsod/2025/_SUCCESS"] } },
    })
    const marker = ofType(stages.everything, FUNCTION).find(({ name }) => name === "MarkerFunction")!
    expect(only(stages.everything, "aws:cloudwatch/eventTarget:EventTarget").inputs).toMatchObject({
      rule: rule.inputs.name,
      arn: marker.outputs.arn,
    })
    const permission = stages.everything.resources.find(({ name }) => name === "MarkerPermission")!
    expect(permission.inputs).toMatchObject({
      principal: "events.amazonaws.com",
      sourceArn: rule.outputs.arn,
    })
    const { variables } = marker.inputs.environment as { variables: Record<string, string> }
    expect(JSON.parse(variables.MAPFOLD_MARKERS!)).toEqual([
      { key: "noaa/gsod/2025/_SUCCESS", input: { year: 2025 } },
    ])
  })
})
