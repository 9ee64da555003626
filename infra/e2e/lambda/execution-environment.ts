import { type ChildProcess, fork } from "node:child_process"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import type { DeployedFunction } from "./deployed-function.ts"
import { environmentOf } from "./environment.ts"

/** What an environment is sent: an event, what is said of its invocation, and how long it may take. */
export type Call = { readonly event: unknown; readonly context: object; readonly milliseconds: number }
export type Answer =
  | { readonly answer: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } }

/** An environment of a function, started when it is first called and again after it has ended. One event at a time. */
export function makeExecutionEnvironment(made: DeployedFunction, extra: Readonly<Record<string, string>>) {
  let child: ChildProcess | undefined
  const milliseconds = made.timeoutSeconds * 1_000

  function start(): ChildProcess {
    const started = fork(join(import.meta.dirname, "environment-process.ts"), {
      cwd: made.folder,
      env: environmentOf(made, extra),
      execArgv: [`--max-old-space-size=${made.memoryMegabytes}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    // its lines are the function's: this thread's own are what the engine keeps
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        for (const line of text.split("\n")) if (line !== "") console.log(line)
      })
    return started
  }

  return (event: unknown): Promise<unknown> => {
    child ??= start()
    const environment = child
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        environment.removeAllListeners("message").removeAllListeners("exit")
        settle()
      }
      const fail = (name: string, message: string, stack?: string) =>
        end(() => reject(Object.assign(new Error(message), { name, ...(stack && { stack }) })))
      const timer = setTimeout(() => {
        child = undefined
        fail("Sandbox.Timedout", `Task timed out after ${made.timeoutSeconds}.00 seconds`)
        environment.kill("SIGKILL")
      }, milliseconds)
      environment.once("exit", (code, signal) => {
        child = undefined
        fail("Runtime.ExitError", `Runtime exited with error: ${signal ?? `exit status ${code}`}`)
      })
      environment.once("message", (answer: Answer) => {
        if ("answer" in answer) return end(() => resolve(answer.answer))
        fail(answer.error.name, answer.error.message, answer.error.stack)
      })
      const context = {
        awsRequestId: randomUUID(),
        ...{ functionName: made.name, functionVersion: "1", invokedFunctionArn: `${made.arn}:1` },
        ...{
          memoryLimitInMB: String(made.memoryMegabytes),
          logGroupName: made.logGroup,
          logStreamName: "stream",
        },
      }
      environment.send({ event, context, milliseconds } satisfies Call)
    })
  }
}
