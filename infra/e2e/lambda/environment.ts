import type { DeployedFunction } from "./deployed-function.ts"

/**
 * The environment of a deployed function: what the deploy gives it, and what Lambda does. `extra` is what leads to an account
 * that is not AWS's.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(
  made: DeployedFunction,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  const region = made.arn.split(":")[3]!
  return {
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: made.name,
    AWS_LAMBDA_FUNCTION_VERSION: "1",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(made.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: made.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[1]0123456789abcdef0123456789abcdef",
    LAMBDA_TASK_ROOT: made.folder,
    _HANDLER: made.handler,
    ...made.environment,
    ...extra,
  }
}
