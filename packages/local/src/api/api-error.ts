/** An error as AWS's clients know it: they tell it by its name. */
export class ApiError extends Error {
  override readonly name: string
  /** Of the answer. */
  readonly status: number
  /** A word for the cause, beside the message. */
  readonly reason: string | undefined
  constructor(name: string, message: string, status = 400, reason?: string) {
    super(message)
    this.name = name
    this.status = status
    this.reason = reason
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

export function resourceNotFound(arn: string): ApiError {
  return new ApiError("ResourceNotFound", `Resource not found: '${arn}'`)
}

export function invalidToken(): ApiError {
  return new ApiError("InvalidToken", "Invalid Token: 'Invalid token'")
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html#API_ListExecutions_Errors has the reasons. */
export type ValidationReason =
  | "API_DOES_NOT_SUPPORT_LABELED_ARNS"
  | "MISSING_REQUIRED_PARAMETER"
  | "CANNOT_UPDATE_COMPLETED_MAP_RUN"

export function validationFailed(why: string, reason?: ValidationReason): ApiError {
  return new ApiError("ValidationException", why, 400, reason)
}

export function labelNotSupported(arn: string): ApiError {
  const why = `This operation takes no ARN of a Map state, which has a label: '${arn}'`
  return validationFailed(why, "API_DOES_NOT_SUPPORT_LABELED_ARNS")
}

export function machineDeleting(arn: string): ApiError {
  return new ApiError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`)
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
