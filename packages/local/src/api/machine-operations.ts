import * as z from "zod"
import { listExecutions } from "../state/executions.ts"
import {
  findMachine,
  forgetDeleted,
  insertMachine,
  listMachines,
  type MachineRow,
  markDeleting,
  updateMachine,
} from "../state/machines.ts"
import { stopExecution } from "../state/stop.ts"
import { ApiError, invalidArn, machineDeleting, machineDoesNotExist } from "./api-error.ts"
import { arnsFor, liveMachineOf, machineName, machineOf } from "./arns.ts"
import { checkDefinition } from "./check-definition.ts"
import { Arn, Definition, IncludedData, Name } from "./fields.ts"
import { findProcessor } from "./find-processor.ts"
import {
  checkLogging,
  describedSettings,
  MachineSettings,
  NotBuilt,
  refuseNotBuilt,
  settingsOf,
} from "./machine-settings.ts"
import { checkName } from "./names.ts"
import { type ApiContext, makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"
import { Tags, toKeptTags } from "./tag-operations.ts"

const { loggingConfiguration, tracingConfiguration } = MachineSettings.shape

/** The same again is no error: of a role or tags that differ nothing is said, and the first ones stay. */
const create = makeOperation(
  z.object({
    ...{ name: Name, definition: Definition, roleArn: Arn, tags: Tags.default([]) },
    ...MachineSettings.shape,
    ...NotBuilt.shape,
  }),
  ({ state, now }, { name, definition, roleArn, tags, ...rest }) => {
    const settings = MachineSettings.parse(rest)
    refuseNotBuilt(rest)
    checkName(name)
    checkRole(roleArn)
    checkLogging(settings.loggingConfiguration)
    const machine = {
      ...{ name, definition: checkDefinition(definition), role: roleArn },
      ...{ settings: JSON.stringify(settings), tags: toKeptTags(tags) },
    }
    const stateMachineArn = arnsFor(name).stateMachine
    forgetDeleted(state)
    const isNew = insertMachine(state, machine, now())
    const found = findMachine(state, name)!
    if (found.is_deleting === 1) throw machineDeleting(stateMachineArn)
    if (!isNew && (found.definition !== definition || found.settings !== machine.settings))
      throw new ApiError("StateMachineAlreadyExists", `State Machine Already Exists: '${stateMachineArn}'`)
    return { stateMachineArn, creationDate: toSeconds(found.created) }
  },
)

/** Throws InvalidArn. */
function checkRole(arn: string): void {
  if (!/^arn:aws[\w-]*:iam::\d*:role\/\S+$/.test(arn)) throw invalidArn(`Invalid Role Arn: ${arn}`)
}

const update = makeOperation(
  z.object({
    ...{ stateMachineArn: Arn, definition: Definition.optional(), roleArn: Arn.optional() },
    ...{ loggingConfiguration, tracingConfiguration },
    ...NotBuilt.shape,
  }),
  ({ state, now }, { stateMachineArn, definition, roleArn, ...rest }) => {
    const found = liveMachineOf(state, stateMachineArn)
    refuseNotBuilt(rest)
    const changes = present({
      loggingConfiguration: rest.loggingConfiguration,
      tracingConfiguration: rest.tracingConfiguration,
    })
    if (definition === undefined && roleArn === undefined && Object.keys(changes).length === 0) {
      const what = "the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration"
      throw new ApiError("MissingRequiredParameter", `Either ${what} must be specified`)
    }
    if (roleArn !== undefined) checkRole(roleArn)
    checkLogging(rest.loggingConfiguration)
    const time = now()
    const changed = {
      ...found,
      definition: definition === undefined ? found.definition : checkDefinition(definition),
      role: roleArn ?? found.role,
      settings: JSON.stringify({ ...settingsOf(found), ...changes }),
    }
    return { updateDate: toSeconds(time), revisionId: updateMachine(state, changed, time) }
  },
)

/** A machine, or with a label in its ARN the children of one of its Distributed Maps. */
const describe = makeOperation(
  z.object({ stateMachineArn: Arn, includedData: IncludedData }),
  ({ state }, { stateMachineArn, includedData }) => {
    const [, own = stateMachineArn, label] = /^([^/]+)\/([^/]+)$/.exec(stateMachineArn) ?? []
    const found = machineOf(state, own)
    const definition = label === undefined ? found.definition : findProcessor(found.definition, label)
    if (definition === null) throw machineDoesNotExist(stateMachineArn)
    return present({
      ...summarize(found),
      ...describedSettings(found),
      ...{ stateMachineArn, label, status: found.is_deleting === 1 ? "DELETING" : "ACTIVE" },
      definition: includedData === "METADATA_ONLY" ? "{}" : definition,
      ...{ roleArn: found.role, revisionId: found.revision === "" ? null : found.revision },
    })
  },
)

/** What it runs is stopped; it is there until that has ended. */
const remove = makeOperation(z.object({ stateMachineArn: Arn }), (context, { stateMachineArn }) => {
  const { state } = context
  const machine = machineName(stateMachineArn)
  if (arnsFor(machine).stateMachine === stateMachineArn && findMachine(state, machine) !== null) {
    markDeleting(state, machine)
    stopAll(context, machine)
    forgetDeleted(state)
  }
  return {}
})

function stopAll({ state, engines, now }: ApiContext, machine: string): void {
  for (const kept of listExecutions(state, { machine, status: "RUNNING" }))
    stopExecution(state, kept, {}, now())
  engines.lookForStops()
}

const list = makeOperation(z.object(Paging), ({ state, now }, request) => {
  const page = openPage<string>(request, "string", ["ListStateMachines"], now())
  forgetDeleted(state)
  const found = listMachines(state, page.cursor ?? "", page.count)
  return present({
    stateMachines: found.map(summarize),
    nextToken: closePage(found, page, ({ name }) => name),
  })
})

function summarize(machine: MachineRow): Record<string, unknown> {
  const { name, created } = machine
  const { type } = settingsOf(machine)
  return { stateMachineArn: arnsFor(name).stateMachine, name, type, creationDate: toSeconds(created) }
}

export const machineOperations: Readonly<Record<string, Operation>> = {
  CreateStateMachine: create,
  UpdateStateMachine: update,
  DescribeStateMachine: describe,
  DeleteStateMachine: remove,
  ListStateMachines: list,
}
