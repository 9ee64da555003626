/** The run's input is at fault. The workflow catches it by this name and ends the run with its message. */
export class InvalidRunInput extends Error {
  override readonly name = "InvalidRunInput"
}
