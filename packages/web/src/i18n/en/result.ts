export const result = {
  title: "Result",
} as const
