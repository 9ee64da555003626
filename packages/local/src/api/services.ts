import { definitionOperations } from "./check-definition.ts"
import { executionMachineOperations } from "./execution-machine-operation.ts"
import { executionOperations } from "./execution-operations.ts"
import { historyOperations } from "./history-operation.ts"
import { listExecutionsOperations } from "./list-executions-operation.ts"
import { logEventOperations } from "./log-event-operations.ts"
import { logGroupOperations } from "./log-group-operations.ts"
import { machineOperations } from "./machine-operations.ts"
import { mapRunOperations } from "./map-run-operations.ts"
import type { Operation } from "./operation.ts"
import { redriveOperations } from "./redrive-operation.ts"
import { startOperations } from "./start-operation.ts"
import { tagOperations } from "./tag-operations.ts"

export type Service = {
  /** In signatures' scopes. */
  readonly name: string
  /** Of the body, whose version of AWS's JSON the client speaks. */
  readonly contentType: string
  readonly operations: Readonly<Record<string, Operation>>
}

/** By the first part of X-Amz-Target. */
export const SERVICES: Readonly<Record<string, Service>> = {
  AWSStepFunctions: {
    name: "states",
    contentType: "application/x-amz-json-1.0",
    operations: {
      ...{ ...machineOperations, ...definitionOperations, ...tagOperations },
      ...{ ...startOperations, ...executionOperations, ...executionMachineOperations, ...redriveOperations },
      ...{ ...listExecutionsOperations, ...historyOperations, ...mapRunOperations },
    },
  },
  Logs_20140328: {
    name: "logs",
    contentType: "application/x-amz-json-1.1",
    operations: { ...logGroupOperations, ...logEventOperations },
  },
}
