export const quality = {
  title: "Data quality",
} as const
