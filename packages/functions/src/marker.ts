import { createHash } from "node:crypto"
import * as z from "zod"

/** Marker objects, and the input of the run that each starts. */
export const Markers = z.array(
  z.strictObject({ key: z.string().min(1), input: z.record(z.string(), z.json()) }),
)
export type Markers = z.infer<typeof Markers>

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html, as far as it is used. */
const ObjectCreated = z.object({
  detail: z.object({
    object: z.object({
      key: z.string(),
      etag: z.string(),
      /** Only where the bucket has versions. */
      "version-id": z.string().optional(),
    }),
  }),
})

export type MarkerPorts = {
  readonly markers: Markers
  /** Answers false where there is an execution of that name already. */
  readonly start: (name: string, input: string) => Promise<boolean>
}

/** The run that a marker started, or null where none was started: the key is no marker, or the event came once more. */
export type MarkerAnswer = { readonly run: string | null }

/** Digits of a run's name: as good as never the same for two versions. */
const NAME_DIGITS = 32

/** Starts a run for a marker object. Its name is made of key and version, so that an event that comes twice starts one run. */
export function makeMarker({ markers, start }: MarkerPorts) {
  return async function mark(event: unknown): Promise<MarkerAnswer> {
    const { key, etag, "version-id": version = etag } = ObjectCreated.parse(event).detail.object
    const marker = markers.find((candidate) => candidate.key === key)
    if (marker === undefined) return { run: null }
    const run = `marker-${createHash("sha256").update(`${key}\n${version}`).digest("hex").slice(0, NAME_DIGITS)}`
    return { run: (await start(run, JSON.stringify(marker.input))) ? run : null }
  }
}
