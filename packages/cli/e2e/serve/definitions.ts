import { CreateStateMachineCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn"

export const roleArn = "arn:aws:iam::000000000000:role/any"

/** A definition whose first state is the first one. */
export function define(states: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states })
}

/** A state that gives its input to a function, and answers what that answers. */
export function invoke(name: string) {
  return {
    ...{ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true },
    Arguments: { FunctionName: name, Payload: "{% $states.input %}" },
    Output: "{% $states.result.Payload %}",
  }
}

/** A Distributed Map over the items of its input, of one state a child. */
export function mapOver(state: object, type: "EXPRESS" | "STANDARD", fields: object = {}) {
  const ItemProcessor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: type },
    ...{ StartAt: "One", States: { One: state } },
  }
  return {
    Type: "Map",
    Label: "Each",
    Items: "{% $states.input.items %}",
    ItemProcessor,
    End: true,
    ...fields,
  }
}

export async function create(sfn: SFNClient, name: string, states: Record<string, unknown>): Promise<string> {
  const made = await sfn.send(new CreateStateMachineCommand({ name, definition: define(states), roleArn }))
  return made.stateMachineArn!
}

export async function start(
  sfn: SFNClient,
  stateMachineArn: string,
  input: unknown,
  name?: string,
): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name })
  return (await sfn.send(command)).executionArn!
}
