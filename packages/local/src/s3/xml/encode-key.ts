import { encodeStrictly } from "../sigv4/canonical-request.ts"

/** A key as `encoding-type=url` writes it: as forms are encoded, but with its slashes. */
export function encodeKey(key: string): string {
  return encodeStrictly(key).replaceAll("%2F", "/").replaceAll("%20", "+")
}
