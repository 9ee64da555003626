import type { Fields, Json } from "./resource.ts"

export type Place = { readonly account: string; readonly region: string }

/** The account and Region of an evaluation. */
export const PLACE: Place = { account: "123456789012", region: "eu-central-1" }

/** What AWS would add to a resource of the program: its id, its ARN, what it computes. */
export function answerResource(
  place: Place,
  type: string,
  name: string,
  inputs: Fields,
): { id: string; state: Fields } {
  const physical = physicalName(inputs) ?? name
  const arn = toArn(place, type, physical)
  const made = computed(place, type, physical, arn ?? "")
  return { id: physical, state: { ...made, ...(arn === null ? {} : { arn }), ...inputs } }
}

const NAMES = ["name", "key", "bucket", "functionName", "alarmName", "dashboardName", "title"]

function physicalName(inputs: Fields): string | undefined {
  return NAMES.map((field) => inputs[field]).find((value) => typeof value === "string")
}

/** Null for what has none, or none that anything here asks for. */
function toArn({ account, region }: Place, type: string, name: string): string | null {
  const regional = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return `arn:aws:s3:::${name}`
    case "aws:lambda/function:Function":
      return regional("lambda", `function:${name}`)
    case "aws:iam/role:Role":
      return `arn:aws:iam::${account}:role/${name}`
    case "aws:cloudwatch/logGroup:LogGroup":
      return regional("logs", `log-group:${name}`)
    case "aws:cloudwatch/eventRule:EventRule":
      return regional("events", `rule/${name}`)
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return regional("cloudwatch", `alarm:${name}`)
    case "aws:sfn/stateMachine:StateMachine":
      return regional("states", `stateMachine:${name}`)
    case "aws:sns/topic:Topic":
      return regional("sns", name)
    case "aws:ssm/parameter:Parameter":
      return regional("ssm", `parameter${name}`)
    case "aws:scheduler/schedule:Schedule":
      return regional("scheduler", `schedule/default/${name}`)
    case "aws:cloudfront/distribution:Distribution":
      return `arn:aws:cloudfront::${account}:distribution/${name.toUpperCase()}`
    case "aws:cloudfront/function:Function":
      return `arn:aws:cloudfront::${account}:function/${name}`
    case "aws:cloudfront/keyValueStore:KeyValueStore":
      return `arn:aws:cloudfront::${account}:key-value-store/${name}`
    default:
      return null
  }
}

function computed({ region }: Place, type: string, name: string, arn: string): Fields {
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return { bucket: name, bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com` }
    case "aws:lambda/function:Function":
      return { name, version: "1", qualifiedArn: `${arn}:1`, invokeArn: arn }
    case "aws:lambda/functionUrl:FunctionUrl":
      return { functionUrl: `https://${name.toLowerCase()}.lambda-url.${region}.on.aws/` }
    case "aws:cloudfront/distribution:Distribution":
      return { domainName: `${name.toLowerCase()}.cloudfront.net`, hostedZoneId: "Z2FDTNDATAQYW2" }
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(32, name).toString("base64") }
    default:
      return {}
  }
}

/** Answers to what the program asks AWS. Throws on a question that is not known here. */
export function answerCall({ account, region }: Place, token: string, inputs: Fields): Fields {
  switch (token) {
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return renderPolicy(inputs as unknown as PolicyArguments)
    case "aws:index/getRegion:getRegion":
      return { id: region, name: region, region }
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { id: account, accountId: account, arn: `arn:aws:iam::${account}:user/evaluation` }
    default:
      throw new Error(`the program asks AWS for ${token}: add an answer to infra/evaluate/stand-in.ts`)
  }
}

type PolicyArguments = {
  readonly statements?: readonly {
    readonly sid?: string
    readonly effect?: string
    readonly actions?: readonly string[]
    readonly resources?: readonly string[]
    readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[]
    readonly conditions?: readonly {
      readonly test: string
      readonly variable: string
      readonly values: readonly string[]
    }[]
  }[]
}

/** As the provider renders it: https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/ */
function renderPolicy({ statements = [] }: PolicyArguments): Fields {
  const rendered = statements.map(({ sid, effect, actions, resources, principals, conditions }) => ({
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect ?? "Allow",
    ...(actions === undefined ? {} : { Action: actions }),
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(principals === undefined ? {} : { Principal: renderPrincipals(principals) }),
    ...(conditions === undefined || conditions.length === 0
      ? {}
      : { Condition: renderConditions(conditions) }),
  }))
  const json = JSON.stringify({ Version: "2012-10-17", Statement: rendered })
  return { statements: statements as unknown as Json, json, minifiedJson: json, id: "policy" }
}

function renderPrincipals(principals: readonly { type: string; identifiers: readonly string[] }[]): Json {
  if (principals.some(({ type }) => type === "*")) return "*"
  return Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers]))
}

function renderConditions(
  conditions: readonly { test: string; variable: string; values: readonly string[] }[],
): Json {
  const rendered: Record<string, Record<string, readonly string[]>> = {}
  for (const { test, variable, values } of conditions) {
    rendered[test] = { ...rendered[test], [variable]: values }
  }
  return rendered
}
