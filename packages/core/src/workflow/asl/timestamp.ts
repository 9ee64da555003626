/** A `T` between date and time, and an offset: https://datatracker.ietf.org/doc/html/rfc3339#section-5.6 */
const FORM = /^(\d{4}-\d\d-\d\d)T(\d\d):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Whether AWS takes the text as a time: RFC 3339 with its capital T and Z, any number of decimals, and a real day. */
export function isTimestamp(text: string): boolean {
  const [, day, hour] = FORM.exec(text) ?? []
  if (day === undefined || Number(hour) > 23 || Number.isNaN(Date.parse(text))) return false
  // Date.parse makes the 2nd of March of the 30th of February
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}
