// A vitest reporter: names, at the end, the tests that failed first and passed when they were tried again, with what they
// failed by. Each is a fault of the test or of what it tests, and none is to be got used to.
import type { Reporter, TestCase } from "vitest/node"

export default class FlakyReporter implements Reporter {
  readonly #told: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (!test.diagnostic()?.flaky) return
    const failures = (test.result().errors ?? []).map(({ message }) => message.split("\n", 1)[0])
    this.#told.push(`${test.module.relativeModuleId} > ${test.fullName}: ${failures.join("; ")}`)
  }

  onTestRunEnd(): void {
    if (this.#told.length === 0) return
    process.stdout.write(
      `\n== passed only when tried again, to be looked into:\n${this.#told.join("\n")}\n\n`,
    )
  }
}
