import type { Retrier } from "./asl/failure-rules.ts"

/**
 * Failures of the Lambda service, not of a handler: a handler's own error is the same at every attempt.
 *
 * Step Functions' names: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
export function retryInvoke(): Retrier[] {
  return [
    {
      // Lambda adds 1,000 environments per 10 s a function: eight attempts, in all up to 110 s, outlast that
      ErrorEquals: ["Lambda.TooManyRequestsException"],
      IntervalSeconds: 2,
      BackoffRate: 2,
      MaxDelaySeconds: 20,
      MaxAttempts: 8,
      JitterStrategy: "FULL",
    },
    {
      // a hiccup of the service: over within seconds, or no matter for a retry
      ErrorEquals: [
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.ClientExecutionTimeoutException",
      ],
      IntervalSeconds: 1,
      BackoffRate: 2,
      MaxDelaySeconds: 5,
      MaxAttempts: 3,
      JitterStrategy: "FULL",
    },
  ]
}
