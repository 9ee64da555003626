/** A public bucket whose objects anybody may list and read, unsigned. A stage may copy from each of them. */
export type Archive = {
  readonly name: string
  readonly title: string
  readonly bucket: string
  readonly region: string
  /** The first year that it has. */
  readonly from: number
  /** Where a year's objects lie. */
  prefixOf(year: number): string
}

/** https://registry.opendata.aws/noaa-gsod/ */
const gsod: Archive = {
  name: "gsod",
  title: "NOAA Global Surface Summary of the Day: a CSV file a station and year",
  bucket: "noaa-gsod-pds",
  region: "us-east-1",
  from: 1929,
  prefixOf: (year) => `${year}/`,
}

export const archives: readonly Archive[] = [gsod]
