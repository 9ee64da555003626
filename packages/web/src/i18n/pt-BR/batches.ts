import type { batches as english } from "../en/batches.ts"
import type { TextsLike } from "../texts.ts"

export const batches = {
  title: "Lotes",
} as const satisfies TextsLike<typeof english>
