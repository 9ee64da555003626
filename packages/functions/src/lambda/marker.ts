import type { Handler } from "aws-lambda"
import { type MarkerAnswer, Markers, makeMarker } from "../marker.ts"
import { makeLambdaStart } from "./lambda-start.ts"

const { MAPFOLD_MARKERS: markers = "[]" } = process.env

/** What marker objects call, as a Lambda function. */
export const handler: Handler<unknown, MarkerAnswer> = makeMarker({
  markers: Markers.parse(JSON.parse(markers)),
  start: makeLambdaStart(process.env),
})
