import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { InvalidDefinition } from "@mapfold/core/workflow/errors"
import * as z from "zod"
import {
  deleteMachine,
  findMachine,
  insertMachine,
  listMachines,
  type MachineRow,
  updateMachine,
} from "../state/machines.ts"
import { ApiError } from "./api-error.ts"
import { arnsFor, machineName, machineOf } from "./arns.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u

const Logging = z.looseObject({
  level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]).default("OFF"),
  includeExecutionData: z.boolean().default(false),
  destinations: z
    .array(z.looseObject({ cloudWatchLogsLogGroup: z.object({ logGroupArn: z.string() }).optional() }))
    .default([]),
})

/** What a machine has beside its definition and role. */
export const MachineSettings = z.object({
  type: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
  loggingConfiguration: Logging.optional(),
  tracingConfiguration: z.looseObject({ enabled: z.boolean().default(false) }).optional(),
})
export type MachineSettings = z.infer<typeof MachineSettings>

/** Throws InvalidName. */
export function checkName(name: string): string {
  if (NAME.test(name)) return name
  throw new ApiError("InvalidName", `Invalid Name: '${name}'`)
}

function checkDefinition(definition: string): string {
  try {
    parseMachine(JSON.parse(definition))
    return definition
  } catch (error) {
    if (!(error instanceof InvalidDefinition || error instanceof SyntaxError)) throw error
    const why =
      error instanceof SyntaxError
        ? `INVALID_JSON_DESCRIPTION: ${error.message}`
        : `SCHEMA_VALIDATION_FAILED: ${error.message}`
    throw new ApiError("InvalidDefinition", `Invalid State Machine Definition: '${why}'`)
  }
}

export function settingsOf({ settings }: MachineRow): MachineSettings {
  return MachineSettings.parse(JSON.parse(settings))
}

const create = makeOperation(
  z.object({
    name: z.string(),
    definition: z.string(),
    roleArn: z.string().min(1),
    ...MachineSettings.shape,
  }),
  ({ state, now }, { name, definition, roleArn, ...settings }) => {
    const machine = {
      name: checkName(name),
      definition: checkDefinition(definition),
      role: roleArn,
      settings: JSON.stringify(settings),
    }
    const stateMachineArn = arnsFor(name).stateMachine
    if (!insertMachine(state, machine, now())) {
      const found = findMachine(state, name)!
      const isSame =
        found.definition === definition && found.role === roleArn && found.settings === machine.settings
      if (!isSame)
        throw new ApiError("StateMachineAlreadyExists", `State Machine Already Exists: '${stateMachineArn}'`)
    }
    return { stateMachineArn, creationDate: toSeconds(findMachine(state, name)!.created) }
  },
)

const update = makeOperation(
  z.object({
    stateMachineArn: z.string(),
    definition: z.string().optional(),
    roleArn: z.string().optional(),
    loggingConfiguration: Logging.optional(),
    tracingConfiguration: MachineSettings.shape.tracingConfiguration,
  }),
  ({ state, now }, { stateMachineArn, definition, roleArn, ...changes }) => {
    const found = machineOf(state, stateMachineArn)
    if (definition === undefined && roleArn === undefined && Object.keys(present(changes)).length === 0) {
      const what = "the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration"
      throw new ApiError("MissingRequiredParameter", `Either ${what} must be specified`)
    }
    const time = now()
    const settings = JSON.stringify({ ...settingsOf(found), ...present(changes) })
    const revisionId = updateMachine(
      state,
      {
        ...found,
        definition: definition === undefined ? found.definition : checkDefinition(definition),
        role: roleArn ?? found.role,
        settings,
      },
      time,
    )
    return { updateDate: toSeconds(time), revisionId }
  },
)

const describe = makeOperation(
  z.object({ stateMachineArn: z.string() }),
  ({ state }, { stateMachineArn }) => {
    const found = machineOf(state, stateMachineArn)
    return {
      ...summarize(found),
      ...present({ ...settingsOf(found) }),
      status: "ACTIVE",
      definition: found.definition,
      roleArn: found.role,
      revisionId: found.revision,
    }
  },
)

const remove = makeOperation(z.object({ stateMachineArn: z.string() }), ({ state }, { stateMachineArn }) => {
  deleteMachine(state, machineName(stateMachineArn))
  return {}
})

const list = makeOperation(z.object(Paging), ({ state }, request) => {
  const page = openPage<string>(request, "string")
  const found = listMachines(state, page.cursor ?? "", page.count)
  return present({
    stateMachines: found.map((machine) => ({ ...summarize(machine), type: settingsOf(machine).type })),
    nextToken: closePage(found, page, ({ name }) => name),
  })
})

function summarize({ name, created }: MachineRow): Record<string, unknown> {
  return { stateMachineArn: arnsFor(name).stateMachine, name, creationDate: toSeconds(created) }
}

export const machineOperations: Readonly<Record<string, Operation>> = {
  CreateStateMachine: create,
  UpdateStateMachine: update,
  DescribeStateMachine: describe,
  DeleteStateMachine: remove,
  ListStateMachines: list,
}
