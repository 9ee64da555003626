/** As the SDK shows a time: without the milliseconds, which S3 does not have. */
export function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}
