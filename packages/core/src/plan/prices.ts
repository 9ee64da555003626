/**
 * List prices in US dollars, Region us-east-1, without free tiers, volume discounts or savings plans, as of March 2026;
 * the pages beside them say what they are now. Other Regions differ by some percent: an estimate, never a bill.
 */
export const PRICES = {
  asOf: "2026-03",
  region: "us-east-1",
  /** https://aws.amazon.com/lambda/pricing/ (Arm, the first 7.5 billion GB-seconds a month) */
  lambda: { gigabyteSecond: 0.000_013_333_4, request: 0.000_000_2 },
  /**
   * https://aws.amazon.com/step-functions/pricing/ (Express duration: the first 1,000 GB-hours a month, $0.06 each). A child of a
   * Distributed Map is one transition of its parent.
   */
  stepFunctions: { transition: 0.000_025, expressRequest: 0.000_001, expressGigabyteSecond: 0.000_016_67 },
  /** https://aws.amazon.com/s3/pricing/ (S3 Standard). Bytes read within a Region cost nothing. */
  s3: { get: 0.000_000_4, put: 0.000_005, list: 0.000_005 },
  /** https://aws.amazon.com/cloudwatch/pricing/ (Logs, Standard class; vended logs cost the same for the first 10 TB a month) */
  logs: { gigabyte: 0.5 },
} as const
