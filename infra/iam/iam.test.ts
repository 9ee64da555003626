import { beforeAll, describe, expect, test } from "vitest"
import { allows, type Call } from "../evaluate/allows.ts"
import type { EvaluatedStage, Fields } from "../evaluate/resource.ts"
import { type EvaluatedRole, machineOf, ofType, type PolicyStatement, rolesOf } from "../evaluate/roles.ts"
import { evaluateStages, KMS_KEY, type Stages } from "../evaluate/stages.fixture.ts"
import { recordCopy } from "./copy-calls.fixture.ts"
import { type HandlerCalls, recordHandlers } from "./handler-calls.fixture.ts"
import { type ClientCall, recordStatusApi, toIamCalls } from "./status-calls.fixture.ts"
import { DEV_WILDCARDS, WILDCARDS } from "./wildcards.ts"
import { TRACE_CALLS, workflowCalls } from "./workflow-calls.fixture.ts"

/** The prefix that the stage with everything reads below. */
const PREFIX = "noaa/gsod/"

let stages: Stages
let asked: readonly ClientCall[]
let recorded: Readonly<Record<"prod" | "alice" | "dev" | "everything", HandlerCalls>>
/** Into a bucket "in". */
let copied: readonly Call[]
beforeAll(async () => {
  const [plain, below] = await Promise.all([recordHandlers(""), recordHandlers(PREFIX)])
  recorded = { prod: plain, alice: plain, dev: plain, everything: below }
  asked = await recordStatusApi()
  copied = await recordCopy("in")
  stages = await evaluateStages()
})

const NAMES = ["prod", "alice", "dev", "everything"] as const
type Name = (typeof NAMES)[number]

function bucketsOf(stage: EvaluatedStage): { in: string; out: string } {
  const { value } = ofType(stage, "aws:ssm/parameter:Parameter")[0]!.inputs
  const { input, output } = JSON.parse(value as string)
  return { in: `arn:aws:s3:::${input.bucket}`, out: `arn:aws:s3:::${output.bucket}` }
}

/** All calls that each role of a stage has to be allowed. */
function neededBy(name: Name): Record<string, Call[]> {
  const stage = stages[name]
  const buckets = bucketsOf(stage)
  const prefix = name === "everything" ? PREFIX : ""
  const tracing = name === "everything" ? TRACE_CALLS.map((action) => ({ action, resource: "*" })) : []
  const start = { action: "states:StartExecution", resource: arnOf(stage) }
  const needed: Record<string, Call[]> = {
    WorkflowRole: workflowCalls(stage, "Workflow").map((call) =>
      call.context === undefined
        ? call
        : { ...call, context: { "s3:prefix": call.context["s3:prefix"]!.replace("<prefix>", prefix) } },
    ),
  }
  for (const handler of ["prepare", "process", "reduce"] as const) {
    const calls = recorded[name][handler].map(({ action, bucket, key }) => ({
      action,
      resource: `${buckets[bucket as "in" | "out"]}${key === null ? "" : `/${key}`}`,
    }))
    const keys = name === "everything" && handler !== "reduce" ? [DECRYPT] : []
    needed[`${handler.charAt(0).toUpperCase()}${handler.slice(1)}Role`] = [
      ...calls,
      ...keys,
      ...logCalls(stage, handler),
      ...tracing,
    ]
  }
  if (name === "prod" || name === "everything")
    needed.StatusRole = [
      ...asked.flatMap((call) => toIamCalls(stage, prefix, call)),
      ...(name === "everything" ? [DECRYPT] : []),
      ...logCalls(stage, "status"),
      ...tracing,
    ]
  if (name !== "everything") {
    needed.PullRole = workflowCalls(stage, "Pull")
    const calls = copied.map((call) => ({
      ...call,
      resource: call.resource.replace(/^in\//, `${buckets.in}/`),
    }))
    needed.CopyRole = [...calls, ...logCalls(stage, "copy")]
  }
  if (name === "everything") {
    needed.MarkerRole = [start, ...logCalls(stage, "marker"), ...tracing]
    needed.ScheduleRole = [start, ...logCalls(stage, "schedule"), ...tracing]
    needed.SchedulerRole = [
      {
        action: "lambda:InvokeFunction",
        resource: ofType(stage, FUNCTION).find(isSchedule)!.outputs.arn as string,
      },
    ]
  }
  return needed
}

const FUNCTION = "aws:lambda/function:Function"

function isSchedule({ name }: { readonly name: string }): boolean {
  return name === "ScheduleFunction"
}

/** What S3 asks in a reader's name, where the objects are encrypted with a key of the user's own. */
const DECRYPT: Call = {
  action: "kms:Decrypt",
  resource: KMS_KEY,
  context: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
}

function arnOf(stage: EvaluatedStage): string {
  return machineOf(stage).outputs.arn as string
}

/** What Lambda does in a function's name. */
function logCalls(stage: EvaluatedStage, handler: string): Call[] {
  const name = `${arnOf(stage).split(":").at(-1)}-${handler}`
  const resource = `arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/${name}:log-stream:2026/01/01/[1]ab`
  return ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource }))
}

function refusedOf(statements: readonly PolicyStatement[], calls: readonly Call[]): Call[] {
  return calls.filter((call) => !allows(statements, call))
}

/** What SST's bridge of `sst dev` is given is not ours to judge. */
function oursOf({ statements }: EvaluatedRole): PolicyStatement[] {
  return statements.filter(({ actions }) => !actions.some((action) => action.endsWith(":*")))
}

describe("the recording", () => {
  test("holds every kind of call", () => {
    const kinds = (handler: keyof HandlerCalls) =>
      [
        ...new Set(
          recorded.prod[handler].map(
            ({ action, bucket, key }) => `${action} ${bucket} ${key?.split("/")[0] ?? ""}`,
          ),
        ),
      ].sort()
    expect(kinds("prepare")).toEqual([
      "s3:GetObject in 2025",
      "s3:GetObject in names.csv",
      "s3:GetObject out runs",
      "s3:ListBucket in ",
      "s3:ListBucket out ",
      "s3:PutObject out runs",
    ])
    expect(kinds("process")).toEqual([
      "s3:GetObject in 2025",
      "s3:GetObject in names.csv",
      "s3:ListBucket in ",
      "s3:PutObject out runs",
    ])
    expect(kinds("reduce")).toEqual([
      "s3:DeleteObject out results",
      "s3:GetObject out results",
      "s3:GetObject out runs",
      "s3:ListBucket out ",
      "s3:PutObject out results",
      "s3:PutObject out runs",
    ])
  })

  test("holds every kind of call of the status API", () => {
    const calls = asked.flatMap((call) => toIamCalls(stages.prod, "", call))
    const kinds = calls.map(({ action, resource }) => {
      const [, , service, , , type, name = ""] = resource.split(":")
      const place = service === "s3" ? resource.replace(/^.*-(in|out)put[^/]*/, "$1").split("/")[0] : type
      return `${action} ${place}${/\/(MapListed|MapItems)/.exec(name)?.[0] ?? ""}`
    })
    expect([...new Set(kinds)].sort()).toEqual([
      "logs:FilterLogEvents log-group",
      "s3:GetObject in",
      "s3:GetObject out",
      "s3:ListBucket in",
      "s3:ListBucket out",
      "states:DescribeExecution execution",
      "states:DescribeExecution execution/MapItems",
      "states:DescribeExecution execution/MapListed",
      "states:DescribeMapRun mapRun/MapItems",
      "states:DescribeMapRun mapRun/MapListed",
      "states:DescribeStateMachineForExecution execution",
      "states:GetExecutionHistory execution",
      "states:ListExecutions mapRun/MapItems",
      "states:ListExecutions mapRun/MapListed",
      "states:ListExecutions stateMachine",
      "states:RedriveExecution execution",
      "states:StartExecution stateMachine",
      "states:StopExecution execution",
    ])
  })
})

describe("the roles", () => {
  test.each(NAMES)("of %s are allowed all that is called in their names", (name) => {
    const needed = neededBy(name)
    const roles = rolesOf(stages[name])
    expect(roles.map((role) => role.name).sort()).toEqual(Object.keys(needed).sort())
    for (const role of roles) expect(refusedOf(role.statements, needed[role.name]!), role.name).toEqual([])
  })

  test.each(NAMES)("of %s have no statement that could be dropped", (name) => {
    const needed = neededBy(name)
    for (const role of rolesOf(stages[name])) {
      const ours = oursOf(role)
      expect(ours.length).toBeGreaterThan(0)
      for (const dropped of ours) {
        const left = ours.filter((statement) => statement !== dropped)
        expect(
          refusedOf(left, needed[role.name]!).length,
          `${role.name} without ${JSON.stringify(dropped)}`,
        ).toBeGreaterThan(0)
      }
    }
  })

  test.each(NAMES)("of %s have no action and no resource that nothing calls", (name) => {
    const needed = neededBy(name)
    for (const role of rolesOf(stages[name])) {
      for (const statement of oursOf(role)) {
        const isUsed = (part: Partial<PolicyStatement>) =>
          needed[role.name]!.some((call) => allows([{ ...statement, ...part }], call))
        const unused = [
          ...statement.actions.filter((action) => !isUsed({ actions: [action] })),
          ...statement.resources.filter((resource) => !isUsed({ resources: [resource] })),
        ]
        expect(unused, role.name).toEqual([])
      }
    }
  })

  test("are refused what is not theirs", () => {
    const refused = (
      name: Name,
      role: string,
      action: string,
      resource: string,
      context?: Record<string, string>,
    ) => {
      const { statements } = rolesOf(stages[name]).find((found) => found.name === role)!
      expect(allows(statements, { action, resource, ...(context && { context }) }), `${role} ${action}`).toBe(
        false,
      )
    }
    const { in: input, out } = bucketsOf(stages.prod)
    for (const role of ["PrepareRole", "ProcessRole", "ReduceRole", "WorkflowRole"]) {
      refused("prod", role, "s3:PutObject", `${input}/2025/0.csv`)
      refused("prod", role, "s3:DeleteObject", `${input}/2025/0.csv`)
      refused("prod", role, "s3:DeleteObject", `${out}/runs/r/report.json`)
      refused("prod", role, "s3:GetObject", "arn:aws:s3:::somebody-else/2025/0.csv")
      refused(
        "prod",
        role,
        "states:StopExecution",
        "arn:aws:states:eu-central-1:123456789012:execution:other:r",
      )
      refused("prod", role, "iam:PassRole", "*")
      // a whole run is redriven by whoever asks for it, not by the machine
      refused(
        "prod",
        role,
        "states:RedriveExecution",
        `${arnOf(stages.prod).replace("stateMachine", "execution")}:r`,
      )
    }
    const other = "arn:aws:states:eu-central-1:123456789012"
    for (const [action, resource] of [
      ["s3:PutObject", `${out}/runs/r/report.json`],
      ["s3:DeleteObject", `${out}/runs/r/report.json`],
      ["s3:PutObject", `${input}/2025/0.csv`],
      ["s3:GetObject", "arn:aws:s3:::somebody-else/runs/r/report.json"],
      ["s3:ListBucket", "arn:aws:s3:::somebody-else"],
      ["states:StartExecution", `${other}:stateMachine:mapfold-alice`],
      ["states:StopExecution", `${other}:execution:mapfold-alice:r`],
      ["states:RedriveExecution", `${other}:execution:mapfold-production:r`],
      ["states:DescribeMapRun", `${other}:mapRun:mapfold-alice/MapListed:8a1d`],
      // a child by itself is neither stopped nor redriven
      ["states:StopExecution", `${other}:execution:mapfold-prod/MapListed:8a1d`],
      ["states:UpdateStateMachine", `${other}:stateMachine:mapfold-prod`],
      ["lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:123456789012:function:mapfold-prod-reduce"],
      ["logs:FilterLogEvents", "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/other:*"],
      ["iam:PassRole", "*"],
    ] as const)
      refused("prod", "StatusRole", action, resource)
    for (const [role, action, resource] of [
      ["CopyRole", "s3:GetObject", `${input}/2025/0.csv`],
      ["CopyRole", "s3:DeleteObject", `${input}/2025/0.csv`],
      ["CopyRole", "s3:PutObject", `${out}/runs/r/report.json`],
      ["CopyRole", "s3:GetObject", "arn:aws:s3:::somebody-else/2025/0.csv"],
      ["PullRole", "s3:PutObject", `${input}/2025/0.csv`],
      ["PullRole", "s3:PutObject", `${out}/runs/r/report.json`],
      [
        "PullRole",
        "lambda:InvokeFunction",
        `${other.replace("states", "lambda")}:function:mapfold-prod-reduce`,
      ],
      ["PullRole", "states:StartExecution", arnOf(stages.prod)],
      ["WorkflowRole", "states:StartExecution", `${arnOf(stages.prod)}_pull`],
    ] as const)
      refused("prod", role, action, resource)
    for (const role of ["PrepareRole", "ProcessRole", "WorkflowRole"])
      refused("prod", role, "s3:PutObject", `${out}/results/job/result.json`)
    refused("prod", "ReduceRole", "s3:GetObject", `${input}/2025/0.csv`)
    refused("everything", "ProcessRole", "s3:GetObject", "arn:aws:s3:::weather-files/private/a.csv")
    refused("everything", "WorkflowRole", "s3:ListBucket", "arn:aws:s3:::weather-files", {
      "s3:prefix": "private/",
    })
    refused("everything", "WorkflowRole", "s3:ListBucket", "arn:aws:s3:::weather-files")
    refused("everything", "ProcessRole", "kms:Decrypt", KMS_KEY)
    refused("everything", "ReduceRole", "kms:Decrypt", KMS_KEY, DECRYPT.context)
    refused(
      "everything",
      "ProcessRole",
      "kms:Decrypt",
      KMS_KEY.replace("1234abcd", "5678abcd"),
      DECRYPT.context,
    )
  })

  test("trust one service, and no account", () => {
    const services: Record<string, string> = {
      WorkflowRole: "states.amazonaws.com",
      PullRole: "states.amazonaws.com",
      SchedulerRole: "scheduler.amazonaws.com",
    }
    const account = { StringEquals: { "aws:SourceAccount": ["123456789012"] } }
    for (const name of NAMES) {
      for (const role of rolesOf(stages[name])) {
        const service = services[role.name]
        expect(role.trust, role.name).toEqual([
          {
            effect: "Allow",
            actions: ["sts:AssumeRole"],
            resources: [],
            principal: { Service: [service ?? "lambda.amazonaws.com"] },
            conditions: service === undefined ? {} : account,
          },
        ])
        expect(role.managed, role.name).toEqual([])
      }
    }
  })

  test("have the wildcards that are listed with their reasons, and no other", () => {
    const found = (names: readonly Name[], choose: (role: EvaluatedRole) => PolicyStatement[]) =>
      [
        ...new Set(
          names.flatMap((name) =>
            rolesOf(stages[name]).flatMap((role) =>
              choose(role).flatMap((s) => wildcardsOf(s, stages[name])),
            ),
          ),
        ),
      ].sort()
    expect(found(NAMES, oursOf)).toEqual(WILDCARDS.map(({ pattern }) => pattern).sort())
    const theirs = ({ statements }: EvaluatedRole) =>
      statements.filter(({ actions }) => actions.some((action) => action.endsWith(":*")))
    expect(found(["prod", "alice", "everything"], theirs)).toEqual([])
    expect(found(["dev"], theirs)).toEqual(DEV_WILDCARDS.map(({ pattern }) => pattern).sort())
    for (const { reason } of [...WILDCARDS, ...DEV_WILDCARDS]) expect(reason.length).toBeGreaterThan(10)
  })
})

/** Each with what differs from stage to stage taken out. */
function wildcardsOf({ actions, resources }: PolicyStatement, stage: EvaluatedStage): string[] {
  const buckets = bucketsOf(stage)
  return [...actions, ...resources]
    .filter((pattern) => pattern.includes("*"))
    .map((pattern) =>
      pattern
        .replace(buckets.in, "<input>")
        .replace(buckets.out, "<output>")
        .replace(`/${PREFIX}`, "/<prefix>/")
        .replace("arn:aws:s3:::noaa-gsod-pds", "<archive>")
        .replace("arn:aws:s3:::sst-asset", "<sst asset bucket>")
        .replace(
          /^arn:aws:logs:.*:log-group:\/aws\/(lambda|vendedlogs\/states)\/mapfold-[a-z-]+(?=:\*$)/,
          "<log group>",
        )
        .replace(/^arn:aws:lambda:.*:function:mapfold-[a-z-]+(?=:\*$)/, "<function>")
        .replace(/^arn:aws:states:.*:execution:mapfold-[a-z_]+(\/\w+)?(?=:\*$)/, "<execution>")
        .replace(/^arn:aws:states:.*:mapRun:mapfold-[a-z]+\/\w+(?=:\*$)/, "<map run>"),
    )
}

describe("the judge of calls", () => {
  const statement = (part: Partial<PolicyStatement>): PolicyStatement => ({
    effect: "Allow",
    actions: ["s3:GetObject"],
    resources: ["arn:aws:s3:::b/runs/*"],
    conditions: {},
    principal: undefined,
    ...part,
  })
  const read = { action: "s3:GetObject", resource: "arn:aws:s3:::b/runs/1" }

  test.each([
    ["nothing", [], read, false],
    ["the very action and resource", [statement({})], read, true],
    ["another resource", [statement({ resources: ["arn:aws:s3:::b"] })], read, false],
    [
      "a wildcard that the resource only begins like",
      [statement({ resources: ["arn:aws:s3:::b/run"] })],
      read,
      false,
    ],
    ["an action in another case", [statement({ actions: ["S3:getobject"] })], read, true],
    ["a wildcard in the action", [statement({ actions: ["s3:Get*"] })], read, true],
    ["a dot that is no wildcard", [statement({ resources: ["arn:aws:s3:::b/runs.1"] })], read, false],
    ["a denial besides", [statement({}), statement({ effect: "Deny", actions: ["s3:*"] })], read, false],
    [
      "a condition on what is not said",
      [statement({ conditions: { StringLike: { "s3:prefix": ["*"] } } })],
      read,
      false,
    ],
  ] as const)("judges %s", (_, statements, call, isAllowed) => {
    expect(allows(statements, call)).toBe(isAllowed)
  })

  test("knows StringLike, StringEquals and Bool, and refuses to guess at another", () => {
    const judge = (conditions: Fields) =>
      allows([statement({ conditions: conditions as PolicyStatement["conditions"] })], {
        ...read,
        context: { key: "a/1" },
      })
    expect(judge({ StringLike: { key: ["a/*"] } })).toBe(true)
    expect(judge({ StringLike: { key: ["b/*"] } })).toBe(false)
    expect(judge({ StringEquals: { key: ["a/1"] } })).toBe(true)
    expect(judge({ StringEquals: { key: ["a/*"] } })).toBe(false)
    expect(() => judge({ IpAddress: { key: ["10.0.0.0/8"] } })).toThrow(
      'the condition "IpAddress" is not known here',
    )
  })
})
