/** A state machine that the engine does not support, or that is none. One line a problem, each with its state and field. */
export class InvalidDefinition extends Error {
  override readonly name = "InvalidDefinition"
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`the state machine cannot be run:\n${problems.map((problem) => `  ${problem}`).join("\n")}`)
    this.problems = problems
  }
}
