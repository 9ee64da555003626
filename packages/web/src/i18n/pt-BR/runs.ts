import type { runs as english } from "../en/runs.ts"
import type { TextsLike } from "../texts.ts"

export const runs = {
  title: "Execuções",
} as const satisfies TextsLike<typeof english>
