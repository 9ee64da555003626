import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda"
import { askStage } from "./ask-stage.ts"
import type { StageClients } from "./stage-clients.ts"

/** Lambda functions that the account may run at a time in the Region, and how many of them nothing else has reserved. */
export type Concurrency = { readonly quota: number; readonly free: number }

export async function readConcurrency({ lambda }: StageClients): Promise<Concurrency> {
  const { AccountLimit } = await askStage("lambda:GetAccountSettings", () =>
    lambda.send(new GetAccountSettingsCommand({})),
  )
  const quota = AccountLimit?.ConcurrentExecutions ?? 0
  return { quota, free: AccountLimit?.UnreservedConcurrentExecutions ?? quota }
}

/**
 * What to say where a run asks for more children at a time than there may be functions, else null. Such a run goes on, with
 * retries, but slower than it was asked to be; a new account may have a quota of 10.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function warnOfConcurrency({ quota, free }: Concurrency, maxConcurrency: number): string | null {
  if (free >= maxConcurrency) return null
  const of = free === quota ? `${quota}` : `${free} (of ${quota}; other functions have reserved the rest)`
  return (
    `the run asks for ${maxConcurrency} batches at a time, and this account may run ${of} Lambda functions at a time here: ` +
    `give --concurrency ${Math.max(1, free)}, or have the quota "Concurrent executions" of Lambda raised`
  )
}
