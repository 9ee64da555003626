import { describe, expect, it } from "vitest"
import { toTarget } from "../runs/target.ts"
import { makeMask } from "./mask.ts"

const deployed = { name: "f", logGroup: "/aws/lambda/f", memoryMegabytes: 512 }
const mask = makeMask(
  toTarget({
    ...{ format: 1, stage: "prod", region: "eu-central-1", logGroup: "g" },
    stateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:mapfold-prod",
    input: { bucket: "mapfold-prod-inputbucket-abc", prefix: "" },
    output: { bucket: "mapfold-prod-outputbucket-def" },
    functions: { prepare: deployed, process: deployed, reduce: deployed },
  }),
)
const uuid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`

describe("what AWS answered, masked", () => {
  it("names no account, Region, machine nor bucket", () => {
    const text =
      "arn:aws:states:eu-central-1:123456789012:execution:mapfold-prod/MapListed:x read s3://mapfold-prod-inputbucket-abc/2100/a.csv"
    expect(mask(text)).toBe(
      "arn:aws:states:us-east-1:111111111111:execution:mapfold/MapListed:x read s3://input/2100/a.csv",
    )
  })

  it("masks another account's ARN, and an account's number alone", () => {
    expect(mask("arn:aws-cn:lambda:cn-north-1:210987654321:function:f by 998877665544.")).toBe(
      "arn:aws-cn:lambda:cn-north-1:111111111111:function:f by 111111111111.",
    )
  })

  it("keeps numbers that are no account's", () => {
    expect(mask("1234567890123 and 12345678901")).toBe("1234567890123 and 12345678901")
  })

  it("names the same id alike, and another one otherwise", () => {
    const named = mask(`${uuid("a")} ${uuid("b")} ${uuid("a")}`)
    expect(named).toBe("<uuid:1> <uuid:2> <uuid:1>")
    expect(mask(uuid("b"))).toBe("<uuid:2>")
  })

  it("masks the ids that S3 puts into its errors", () => {
    expect(mask("denied (Request ID: 4X/Y+z=, S3 Extended Request ID: aB+/=)")).toBe(
      "denied (Request ID: <request-id:1>, S3 Extended Request ID: <request-id:1>)",
    )
  })
})
