/** The status API refused, or could not answer. `name` is the API's own: `NoSuchRun`, `NotYet`, `Throttled` … */
export class ApiError extends Error {
  override readonly name: string
  /** The HTTP status. */
  readonly status: number

  constructor(name: string, message: string, status: number) {
    super(message)
    this.name = name
    this.status = status
  }
}

/** No answer came from the status API: it is not reachable, or what answered is not it. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost"
}
