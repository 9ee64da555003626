import { type Statement, TRACE } from "./iam/permissions.ts"
import { arnOf, nameOf, settings } from "./stage.ts"
import { input } from "./storage.ts"

export type FunctionSettings = {
  /** Its module in packages/functions/src/lambda, and the last part of its name. */
  readonly module: string
  readonly description: string
  readonly memoryMegabytes: number
  readonly timeoutSeconds: number
  readonly permissions: readonly Statement[]
  readonly environment?: Record<string, $util.Input<string>>
  /** An address of its own; none where nothing is said. */
  readonly url?: Exclude<sst.aws.FunctionArgs["url"], undefined>
  /** It answers piece by piece. */
  readonly streaming?: boolean
}

/** The trust of every function's role: the Lambda service, on behalf of this account. */
const TRUST = aws.iam.getPolicyDocumentOutput({
  statements: [
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
    },
  ],
}).json

/**
 * A Lambda function. SST's defaults that allow too much are overridden here and nowhere else: its roles trust the whole
 * account, and may write to any log group through a managed policy.
 */
export function makeFunction(name: string, made: FunctionSettings) {
  const physicalName = nameOf(made.module)
  const logGroup = `/aws/lambda/${physicalName}`
  const writeLogs: Statement = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [arnOf("logs", `log-group:${logGroup}:*`)],
  }
  const component = new sst.aws.Function(name, {
    name: physicalName,
    description: made.description,
    handler: `packages/functions/src/lambda/${made.module}.handler`,
    runtime: "nodejs24.x",
    // Graviton: a fifth cheaper a GB-second than x86_64. https://aws.amazon.com/lambda/pricing/
    architecture: "arm64",
    // A cold start loads it: 0.64 MB and 110 ms instead of 1.6 MB and 160 ms. The names that Step Functions matches are texts.
    nodejs: { minify: true, esbuild: { keepNames: false } },
    memory: `${made.memoryMegabytes} MB`,
    // a breakpoint may be held as long as Lambda lets a function run
    timeout: $dev ? "15 minutes" : `${made.timeoutSeconds} seconds`,
    // a run that is redriven calls the code that it began with
    versioning: !$dev,
    permissions: [...made.permissions, writeLogs, ...(settings.tracing ? [TRACE] : [])].map(
      ({ actions, resources, conditions = [] }) => ({
        actions,
        resources,
        conditions,
      }),
    ),
    environment: {
      MAPFOLD_STAGE: $app.stage,
      MAPFOLD_INPUT_PREFIX: input.prefix,
      ...made.environment,
    },
    ...(made.url !== undefined && { url: made.url }),
    ...(made.streaming && { streaming: true }),
    transform: {
      role: (role) => {
        role.assumeRolePolicy = TRUST
        role.managedPolicyArns = []
      },
      logGroup: (group) => {
        group.retentionInDays = settings.logs.retentionDays
      },
      ...(settings.tracing && {
        function: (made) => {
          made.tracingConfig = { mode: "Active" }
        },
      }),
    },
  })
  return {
    component,
    name: physicalName,
    logGroup,
    memoryMegabytes: made.memoryMegabytes,
    arn: component.arn,
    /** The version that was published with this deploy; in `sst dev` there is one only. */
    version: $dev ? component.arn : component.nodes.function.qualifiedArn,
  }
}

export type DeployedFunction = ReturnType<typeof makeFunction>
