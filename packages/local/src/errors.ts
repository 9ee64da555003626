/** A state, a map run or an execution that ended in an error, by Step Functions' name for it. */
export class StateFailed extends Error {
  override readonly name = "StateFailed"
  readonly error: string | undefined
  /** Text that AWS would show beside the name; often a function's answer as JSON. */
  readonly causeText: string | undefined
  constructor(error: string | undefined, cause: string | undefined) {
    super(`${error ?? "(no error name)"}: ${cause ?? "(no cause)"}`)
    this.error = error
    this.causeText = cause
  }
}

/** A task that nothing was heard of for too long. AWS calls it a timeout, and lets rules name it either way. */
export class HeartbeatMissed extends StateFailed {
  constructor() {
    super("States.Timeout", undefined)
  }
}

/** An expression that failed, answered nothing, or answered what its field cannot take. */
export class QueryFailed extends Error {
  override readonly name = "QueryFailed"
  /** The field within the state, where the text of the message names one: `Output/items[2]`. */
  readonly field: string | undefined
  constructor(message: string, field?: string) {
    super(message)
    this.field = field
  }
}

/** A function of a task that failed: `errorType` becomes the state's Error, the whole its Cause. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed"
  readonly errorType: string
  readonly trace: readonly string[]
  constructor(errorType: string, errorMessage: string, trace: readonly string[] = []) {
    super(errorMessage)
    this.errorType = errorType
    this.trace = trace
  }
}

/** A job file that is not there, cannot be loaded, or exports no jobs. */
export class InvalidJobFile extends Error {
  override readonly name = "InvalidJobFile"
}

/** The state of a home that cannot be read or written: another program's, a newer Mapfold's, or on a full disk. */
export class StateUnusable extends Error {
  override readonly name = "StateUnusable"
}

/** An execution of this name is there already. */
export class ExecutionNameTaken extends Error {
  override readonly name = "ExecutionNameTaken"
  constructor(machine: string, execution: string) {
    super(`there is an execution "${execution}" of ${machine} already: each run has a name of its own`)
  }
}

/** There is no execution of this name. */
export class NoSuchExecution extends Error {
  override readonly name = "NoSuchExecution"
  constructor(machine: string, execution: string) {
    super(`${machine} has no execution "${execution}"`)
  }
}

/** An execution that cannot be gone on with: it has ended, or runs elsewhere. */
export class ExecutionNotTaken extends Error {
  override readonly name = "ExecutionNotTaken"
  constructor(execution: string, why: string) {
    super(`execution "${execution}" cannot be gone on with: ${why}`)
  }
}

/** An execution that cannot be redriven. */
export class NotRedrivable extends Error {
  override readonly name = "NotRedrivable"
  /** In AWS's words. */
  readonly why: string
  constructor(execution: string, why: string) {
    super(`execution "${execution}" cannot be redriven: ${why}`)
    this.why = why
  }
}

/** A run that cannot be repaired or reduced again yet: it goes on. */
export class NotRepairable extends Error {
  override readonly name = "NotRepairable"
}

/** A function file that is not there, cannot be loaded, or exports no functions. */
export class InvalidFunctionFile extends Error {
  override readonly name = "InvalidFunctionFile"
}

/** There is no function of this name: Lambda's own error. */
export class FunctionNotFound extends Error {
  override readonly name = "Lambda.ResourceNotFoundException"
  constructor(target: string, known: readonly string[]) {
    super(`there is no function "${target}"; there are ${known.join(", ")}`)
  }
}
