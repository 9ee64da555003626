export const runs = {
  title: "Runs",
} as const
