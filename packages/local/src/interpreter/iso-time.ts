let last = { milliseconds: 0, text: new Date(0).toISOString() }

/** Milliseconds since 1970 as ISO 8601, UTC. It is the same millisecond as the last time, often. */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== last.milliseconds) last = { milliseconds, text: new Date(milliseconds).toISOString() }
  return last.text
}
