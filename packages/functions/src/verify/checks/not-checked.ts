import { type Assumption, unchecked } from "./assumption.ts"

/** What no run of a stage that is as it should be comes to: each with the reason. */
const NOT_CHECKED: readonly (readonly [name: string, claim: string, why: string])[] = [
  [
    "failed-children",
    "the FAILED and PENDING files of a manifest have the form of SUCCEEDED ones, with Error and Cause",
    "nothing that can be put into the bucket fails a child: Process fails objects, and Isolate takes what kills it",
  ],
  [
    "redrive-of-failed-children",
    "a redrive starts failed and timed-out EXPRESS children again from their start, under their own names",
    "no child can be made to fail (failed-children)",
  ],
  [
    "tolerated-failures",
    "beyond the tolerated share a map run fails with States.ExceedToleratedFailureThreshold",
    "no child can be made to fail (failed-children)",
  ],
  [
    "express-limit",
    "an EXPRESS child that takes 300 s is ended there, and its batch has failed",
    "the workflow gives up at 290 s, so that no child comes to it",
  ],
  [
    "killed-otherwise",
    "a call that runs out of memory, whose process ends, or of which nothing is heard fails with Runtime.OutOfMemory, Runtime.ExitError or Lambda.Unknown",
    "no object makes Process take more memory than it has or end its process: its readers are bounded",
  ],
  [
    "throttled-calls",
    "Lambda turns calls beyond the concurrency away with Lambda.TooManyRequestsException, and eight retries outlast the growth of 1,000 environments in 10 s",
    "it would take hundreds of children at once, and the account's concurrency from all else",
  ],
  [
    "payload-limit",
    "a state's input or output of more than 256 KiB fails with States.DataLimitExceeded, and a redrive after that starts a new map run",
    "Prepare keeps every payload below it",
  ],
  [
    "caught-states",
    "a redrive does not run a state again whose error was caught: so neither Map nor Reduce has a Catch",
    "it would take another definition than the one that is deployed",
  ],
  [
    "pinned-versions",
    "a redriven run calls the versions of the functions that its definition names, whatever has been deployed since",
    "verify deploys nothing",
  ],
  [
    "metrics",
    "the line that Reduce prints in the embedded metric format becomes metrics with the dimensions stage and job",
    "it takes some minutes to be seen; the dashboard shows it",
  ],
]

export const notChecked: readonly Assumption[] = NOT_CHECKED.map(([name, claim, why]) => ({
  name,
  claim,
  check: () => unchecked(why),
}))
