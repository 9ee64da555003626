import { PLACE } from "../engine/start-run.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { findExecution, type KeptExecution, readExecution } from "../state/executions.ts"
import { type FoundChild, findChild } from "../state/find-children.ts"
import { findMachine, type MachineRow } from "../state/machines.ts"
import type { MapRunRow } from "../state/map-runs.ts"
import { readMapRun } from "../state/map-runs.ts"
import type { State } from "../state/state.ts"
import {
  executionDoesNotExist,
  invalidArn,
  machineDoesNotExist,
  mapRunDoesNotExist,
  notInContext,
} from "./api-error.ts"

/** The ARNs of a machine of this endpoint, and of what it runs. */
export function arnsFor(machine: string) {
  return arnsOf({ ...PLACE, name: machine })
}

type Parsed = { readonly kind: string; readonly rest: readonly string[] }

/** Throws InvalidArn where the text is no ARN of Step Functions of this kind. */
function parseArn(arn: string, kind: string): Parsed {
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
  return { kind: found, rest }
}

/** Throws StateMachineDoesNotExist. */
export function machineOf(state: State, arn: string): MachineRow {
  const { rest } = parseArn(arn, "stateMachine")
  const found = findMachine(state, rest[0]!)
  if (found === null || rest.length > 1) throw machineDoesNotExist(arn)
  return found
}

/** The name in a machine's ARN, whether or not it is there: its executions may be. */
export function machineName(arn: string): string {
  return parseArn(arn, "stateMachine").rest[0]!
}

/** An execution, or a child of a map run. */
export type Found =
  | { readonly kind: "execution"; readonly kept: KeptExecution }
  | { readonly kind: "child"; readonly child: FoundChild; readonly mapRun: FoundMapRun }

/** Throws ExecutionDoesNotExist. */
export function executionOf(state: State, arn: string): Found {
  const [machine = "", name = ""] = parseArn(arn, "execution").rest
  const [parent = "", label] = machine.split("/")
  if (label !== undefined) {
    const child = findChild(state, name)
    const mapRun = child === null ? null : findMapRun(state, child.map_run)
    if (child === null || mapRun?.kept.machine !== parent) throw executionDoesNotExist(arn)
    return { kind: "child", child, mapRun }
  }
  const kept = findExecution(state, machine, name)
  if (kept === null) throw executionDoesNotExist(arn)
  return { kind: "execution", kept }
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
  const [, uuid = ""] = parseArn(arn, "mapRun").rest
  const row = readMapRun(state, uuid)
  const kept = row === null ? null : readExecution(state, row.execution)
  if (row === null || kept === null || arnsFor(kept.machine).mapRun(row.label, uuid) !== arn) {
    throw mapRunDoesNotExist(arn)
  }
  return { row, kept, arn }
}

function findMapRun(state: State, id: number): FoundMapRun | null {
  const row = state.prepare("SELECT * FROM map_runs WHERE id = ?").get(id) as MapRunRow | undefined
  const kept = row === undefined ? null : readExecution(state, row.execution)
  if (row === undefined || kept === null) return null
  return { row, kept, arn: arnsFor(kept.machine).mapRun(row.label, row.uuid) }
}
