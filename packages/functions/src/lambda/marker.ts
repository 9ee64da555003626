import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn"
import type { Handler } from "aws-lambda"
import { type MarkerAnswer, Markers, makeMarker } from "../marker.ts"

const { MAPFOLD_STATE_MACHINE: stateMachineArn, MAPFOLD_MARKERS: markers = "[]" } = process.env
const client = new SFNClient({})

async function start(name: string, input: string): Promise<boolean> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input }))
    return true
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false
    throw error
  }
}

/** What marker objects call, as a Lambda function. */
export const handler: Handler<unknown, MarkerAnswer> = makeMarker({
  markers: Markers.parse(JSON.parse(markers)),
  start,
})
