/** How long each thing may take, in seconds. The functions are deployed with these, the states are given a little more. */

/**
 * Prepare mostly reads its input alone, and for a chosen list one object's metadata a key (1,000 at most, 2 s). To repair a run it
 * reads and writes the batch files of all children (300 a second: 10,000 take 35 s) and looks up what is to be done again
 * (800 objects a second: the 300,000 that it takes at most, 400 s). So it has as long as Lambda gives.
 */
export const PREPARE_SECONDS = 900

/** Two calls of Process and what lies between fit into the 300 s of an Express child: 2 x 120 s leaves 60 s for Isolate. */
export const PROCESS_SECONDS = 120

/** 200 objects copied within S3 take a few seconds; read and put, some ten. The rest is for an S3 that asks for patience. */
export const COPY_SECONDS = 120

/** The longest that a Lambda function may run. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
export const REDUCE_SECONDS = 900

/** An Express execution ends here. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const EXPRESS_CHILD_SECONDS = 300

/** A state outlives its function by this much, so that the error is the function's own (Sandbox.Timedout), not States.Timeout. */
export const STATE_GRACE_SECONDS = 10
