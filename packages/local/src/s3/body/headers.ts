/** Headers of a request by names in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>
