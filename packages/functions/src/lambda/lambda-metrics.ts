import { Metrics } from "@aws-lambda-powertools/metrics"
import { METRIC_NAMESPACE, RUN_METRICS, type RunMetric } from "@mapfold/core/workflow/run-metrics"

/**
 * Emits a run's metrics as one line in CloudWatch's embedded metric format: `stage` and `job` are their only dimensions.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function makeLambdaMetrics({ MAPFOLD_STAGE: stage = "" }: NodeJS.ProcessEnv) {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE })
  return (job: string, measured: Readonly<Record<RunMetric, number>>): void => {
    // "service" would be a third
    metrics.clearDefaultDimensions()
    metrics.addDimension("stage", stage)
    metrics.addDimension("job", job)
    for (const [name, value] of Object.entries(measured))
      metrics.addMetric(name, RUN_METRICS[name as RunMetric], value)
    metrics.publishStoredMetrics()
  }
}
