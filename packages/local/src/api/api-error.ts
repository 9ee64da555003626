/** An error as AWS's clients know it: they tell it by its name. */
export class ApiError extends Error {
  override readonly name: string
  /** Of the answer. */
  readonly status: number
  constructor(name: string, message: string, status = 400) {
    super(message)
    this.name = name
    this.status = status
  }
}

// Names and messages are AWS's own.
// https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html and each action's page

export function invalidArn(why: string): ApiError {
  return new ApiError("InvalidArn", `Invalid Arn: '${why}'`)
}

export function notInContext(kind: string): ApiError {
  return invalidArn(`Resource type not valid in this context: ${kind}`)
}

export function machineDoesNotExist(arn: string): ApiError {
  return new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`)
}

export function executionDoesNotExist(arn: string): ApiError {
  return new ApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`)
}

export function mapRunDoesNotExist(arn: string): ApiError {
  return new ApiError("ResourceNotFound", `Resource not found: '${arn}'`)
}

export function invalidToken(): ApiError {
  return new ApiError("InvalidToken", "Invalid Token: 'Invalid token'")
}

export function validationFailed(why: string): ApiError {
  return new ApiError("ValidationException", why)
}

/** CloudWatch Logs' own. */
export function invalidParameter(why: string): ApiError {
  return new ApiError("InvalidParameterException", why)
}

export function unknownOperation(operation: string, known: readonly string[]): ApiError {
  return new ApiError(
    "UnknownOperationException",
    `this endpoint has no operation "${operation}"; it has ${known.join(", ")}`,
  )
}
