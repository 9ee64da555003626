import type { ObjectRecord } from "../store/object-record.ts"
import { invalidArgument, malformedXml, S3Error } from "./s3-error.ts"
import { readQuery } from "./sigv4/signed-request.ts"
import { childOf, childrenOf, readXml, textOf } from "./xml/read-xml.ts"

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html; lengths in characters. */
const MAX_TAGS = 10
const MAX_KEY = 128
const MAX_VALUE = 256

type Tags = ObjectRecord["tags"]

/** Tags as the header x-amz-tagging has them: `a=1&b=2`. */
export function readTags(header: string | undefined): Tags {
  if (header === undefined || header === "") return []
  try {
    return checked(readQuery(header).map(([key, value]) => ({ key, value })))
  } catch (error) {
    if (error instanceof S3Error) throw error
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters",
      "x-amz-tagging",
      header,
    )
  }
}

/** Tags as the document `<Tagging><TagSet><Tag>…` has them. */
export function readTagging(source: string): Tags {
  const root = readXml(source)
  const set = childOf(root, "TagSet")
  if (root.name !== "Tagging" || set === undefined) throw malformedXml()
  return checked(
    childrenOf(set, "Tag").map((tag) => ({ key: textOf(tag, "Key"), value: textOf(tag, "Value") })),
  )
}

function checked(tags: Tags): Tags {
  if (tags.length > MAX_TAGS) throw new S3Error(400, "BadRequest", "Object tags cannot be greater than 10")
  if (new Set(tags.map(({ key }) => key)).size < tags.length)
    throw new S3Error(400, "InvalidTag", "Cannot provide multiple Tags with the same key")
  for (const { key, value } of tags) {
    if (key.startsWith("aws:"))
      throw new S3Error(400, "InvalidTag", "System tags cannot be added/updated by requester", {
        TagKey: key,
      })
    if (key === "" || [...key].length > MAX_KEY)
      throw new S3Error(400, "InvalidTag", "The TagKey you have provided is invalid", { TagKey: key })
    if ([...value].length > MAX_VALUE)
      throw new S3Error(400, "InvalidTag", "The TagValue you have provided is invalid", {
        TagKey: key,
        TagValue: value,
      })
  }
  return tags
}
