import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { createInterface } from "node:readline/promises"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { estimateVerify } from "@mapfold/functions/verify/estimate"
import { toRecordedCases } from "@mapfold/functions/verify/recorded-cases"
import { type Verified, verify } from "@mapfold/functions/verify/verify"
import manifest from "../../package.json" with { type: "json" }
import { UsageError } from "../errors.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { watchInterrupt } from "../run/interrupt.ts"
import { describeStage } from "../stage/run-on-stage.ts"
import { type Stage, withStage } from "../stage/stage.ts"
import { isOnStage, type StageOptions } from "../stage/stage-flags.ts"
import { exitCodeOf } from "../verify/exit-code-of.ts"
import { renderLost, renderVerdicts } from "../verify/render-verdicts.ts"

export type VerifyOptions = StageOptions & {
  readonly yes?: boolean
  readonly out?: string
  readonly json?: boolean
}

/** DescribeMapRun may be asked once a second an account. */
const POLL_MS = 2_000
/** One run, of which the longest takes four minutes; the arrival of a log line; and all together. */
const PATIENCE = { run: 480_000, logs: 180_000, all: 1_200_000 } as const
/** What was put has to be removed once it is asked to stop: some hundred objects. */
const STOP_MS = 60_000

/** Runs a small job with planted failures on a stage, and says which of docs/assumptions.md AWS bears out. */
export function verifyStage(options: VerifyOptions): Promise<ExitCode> {
  if (!isOnStage(options))
    throw new UsageError("verify is of a stage on AWS: give --stage, or --state-machine-arn")
  const out = checkOut(options.out)
  return withStage(options, async (stage) => {
    await confirm(stage, options)
    const interrupt = watchInterrupt(
      "verifying ends here: what is left in the stage's buckets begins with mapfold-verify-",
      STOP_MS,
    )
    try {
      const verified = await verify({
        ...{ clients: stage.clients, target: stage.target, store: makeS3Store(stage.clients.s3) },
        ...{ pollMs: POLL_MS, patience: PATIENCE, signal: interrupt.signal, say },
      })
      if (out !== null) await writeCases(out, stage, verified)
      return show(verified, options)
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      say("stopped; nothing can be said of the assumptions")
      return EXIT.interrupted
    } finally {
      interrupt.release()
    }
  })
}

function say(line: string): void {
  process.stderr.write(`mapfold: ${line}\n`)
}

/** Before a cent is spent. */
function checkOut(out: string | undefined): string | null {
  if (out === undefined) return null
  const path = resolve(out)
  if (!existsSync(dirname(path)))
    throw new UsageError(`--out is ${JSON.stringify(out)}: there is no folder ${dirname(path)}`)
  return path
}

/** Says what it costs, and asks. */
async function confirm(stage: Stage, { yes }: VerifyOptions): Promise<void> {
  const cents = Math.max(1, Math.ceil(estimateVerify(stage.target) * 100))
  say(
    `verifying ${describeStage(stage)} takes some five minutes and costs about $${(cents / 100).toFixed(2)}: seven runs over ` +
      "made objects, which are removed again",
  )
  if (yes === true) return
  if (!process.stdin.isTTY)
    throw new UsageError("nobody is there to be asked whether to go on: give --yes, too")
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question("Go on? [y/N] ")
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was done")
}

async function writeCases(path: string, { target }: Stage, { evidence }: Verified): Promise<void> {
  const cases = toRecordedCases(evidence, { target, version: manifest.version, now: new Date() })
  await writeFile(path, `${JSON.stringify(cases, null, 2)}\n`)
  say(`${cases.count} recorded cases are in ${path}`)
}

function show(verified: Verified, { json }: VerifyOptions): ExitCode {
  const { judged, leftOver } = verified
  const lost = renderLost(verified.evidence)
  process.stdout.write(
    json === true ? `${JSON.stringify({ judged, lost, leftOver })}\n` : renderVerdicts(judged),
  )
  for (const line of [...lost, ...leftOver]) say(line)
  return exitCodeOf(judged, lost)
}
