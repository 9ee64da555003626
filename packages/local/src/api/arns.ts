import { PLACE } from "../engine/start-run.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { findExecution, type KeptExecution, readExecution } from "../state/executions.ts"
import { type FoundChild, findChild } from "../state/find-children.ts"
import { findMachine, forgetDeleted, type MachineRow } from "../state/machines.ts"
import type { MapRunRow } from "../state/map-runs.ts"
import { readMapRun } from "../state/map-runs.ts"
import type { State } from "../state/state.ts"
import {
  executionDoesNotExist,
  invalidArn,
  labelNotSupported,
  machineDeleting,
  machineDoesNotExist,
  notInContext,
  resourceNotFound,
} from "./api-error.ts"

/** The ARNs of a machine of this endpoint, and of what it runs. */
export function arnsFor(machine: string) {
  return arnsOf({ ...PLACE, name: machine })
}

/** What follows the kind in an ARN of Step Functions. Throws InvalidArn where the text is none of this kind. */
function parseArn(arn: string, kind: string): readonly string[] {
  const [prefix, partition, service, region, account, found, ...rest] = arn.split(":")
  if (prefix !== "arn") throw invalidArn(`Invalid ARN prefix: ${arn}`)
  if (
    !partition?.startsWith("aws") ||
    service !== "states" ||
    !region ||
    !account ||
    !found ||
    rest.length === 0
  )
    throw invalidArn(`Invalid ARN: ${arn}`)
  if (found !== kind) throw notInContext(found)
  return rest
}

/** Throws StateMachineDoesNotExist; ValidationException for the ARN of a Map state. */
export function machineOf(state: State, arn: string): MachineRow {
  const name = machineName(arn)
  forgetDeleted(state)
  const found = findMachine(state, name)
  if (found === null || arnsFor(name).stateMachine !== arn) throw machineDoesNotExist(arn)
  return found
}

/** The same, where one that is being deleted will not do. */
export function liveMachineOf(state: State, arn: string): MachineRow {
  const machine = machineOf(state, arn)
  if (machine.is_deleting === 1) throw machineDeleting(arn)
  return machine
}

/** The name in a machine's ARN, whether or not it is there. Throws ValidationException for the ARN of a Map state. */
export function machineName(arn: string): string {
  const [name = ""] = parseArn(arn, "stateMachine")
  if (name.includes("/")) throw labelNotSupported(arn)
  return name
}

/** An execution, or a child of a map run. */
export type Found =
  | { readonly kind: "execution"; readonly kept: KeptExecution }
  | { readonly kind: "child"; readonly child: FoundChild; readonly mapRun: FoundMapRun }

/** Throws ExecutionDoesNotExist. */
export function executionOf(state: State, arn: string): Found {
  const [machine = "", name = ""] = parseArn(arn, "execution")
  if (machine.includes("/")) {
    const child = findChild(state, name)
    const mapRun = child === null ? null : findMapRun(state, child.map_run)
    if (child === null || mapRun === null || childArn(mapRun, child) !== arn) throw executionDoesNotExist(arn)
    return { kind: "child", child, mapRun }
  }
  const kept = findExecution(state, machine, name)
  if (kept === null || arnsFor(machine).execution(name) !== arn) throw executionDoesNotExist(arn)
  return { kind: "execution", kept }
}

export function childArn({ kept, row }: FoundMapRun, { name }: Pick<FoundChild, "name">): string {
  return arnsFor(kept.machine).child(row.label, name)
}

/** The same, where a child will not do. */
export function parentOf(state: State, arn: string): KeptExecution {
  const found = executionOf(state, arn)
  if (found.kind === "child") throw notInContext("child execution")
  return found.kept
}

export type FoundMapRun = { readonly row: MapRunRow; readonly kept: KeptExecution; readonly arn: string }

/** Throws ResourceNotFound. */
export function mapRunOf(state: State, arn: string): FoundMapRun {
  const [, uuid = ""] = parseArn(arn, "mapRun")
  const row = readMapRun(state, uuid)
  const kept = row === null ? null : readExecution(state, row.execution)
  if (row === null || kept === null || arnsFor(kept.machine).mapRun(row.label, uuid) !== arn) {
    throw resourceNotFound(arn)
  }
  return { row, kept, arn }
}

function findMapRun(state: State, id: number): FoundMapRun | null {
  const row = state.prepare("SELECT * FROM map_runs WHERE id = ?").get(id) as MapRunRow | undefined
  const kept = row === undefined ? null : readExecution(state, row.execution)
  if (row === undefined || kept === null) return null
  return { row, kept, arn: arnsFor(kept.machine).mapRun(row.label, row.uuid) }
}
