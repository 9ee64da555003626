import type { Target } from "../runs/target.ts"

/** The account of the recorded cases. */
const ACCOUNT = "111111111111"
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
/** Of an ARN, account and all that says where. */
const IN_ARN = /\b(arn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)/g
const ALONE = /(?<!\d)\d{12}(?!\d)/g
/** What S3 puts into its errors. */
const REQUEST = /\b(S3 Extended Request ID|Request ID|RequestId|HostId): ?[\w+/=-]+/g

/** Makes texts in which nothing names an account, a bucket or a call; the same thing has the same name in all of them. */
export function makeMask({ input, output, stateMachineArn, region }: Target): (text: string) => string {
  const machine = stateMachineArn.split(":").at(-1)!
  const uuids = new Map<string, string>()
  const nameUuid = (uuid: string) => {
    const known = uuids.get(uuid)
    if (known !== undefined) return known
    const name = `<uuid:${uuids.size + 1}>`
    uuids.set(uuid, name)
    return name
  }
  const names = [
    [input.bucket, "input"],
    [output.bucket, "output"],
    [machine, "mapfold"],
    [region, "us-east-1"],
  ] as const
  return (text) => {
    let masked = text
    for (const [name, as] of names) masked = masked.replaceAll(name, as)
    return masked
      .replaceAll(IN_ARN, `$1${ACCOUNT}`)
      .replaceAll(REQUEST, "$1: <request-id:1>")
      .replaceAll(UUID, nameUuid)
      .replaceAll(ALONE, ACCOUNT)
  }
}
