import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn"

/** Starts an execution of the stage's machine by its name; answers false where there was one of that name, which has ended. */
export function makeLambdaStart({ MAPFOLD_STATE_MACHINE: stateMachineArn }: NodeJS.ProcessEnv) {
  const client = new SFNClient({})
  return async (name: string, input: string): Promise<boolean> => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }))
      return true
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false
      throw error
    }
  }
}
