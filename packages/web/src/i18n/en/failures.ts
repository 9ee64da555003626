export const failures = {
  title: "Failures",
} as const
