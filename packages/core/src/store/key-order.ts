/** From here on UTF-16 code units and UTF-8 bytes disagree about order: surrogates stand for what comes last. */
const FIRST_SURROGATE = 0xd800
const AFTER_SURROGATES = 0xe000

/**
 * Orders two keys by their UTF-8 bytes, as S3 lists them: `"～"` (U+FF5E) comes before `"😀"`, where `<` says the opposite.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function compareKeys(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit
  return unit < AFTER_SURROGATES ? unit + 0x2000 : unit - 0x800
}
