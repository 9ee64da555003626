import type { failures as english } from "../en/failures.ts"
import type { TextsLike } from "../texts.ts"

export const failures = {
  title: "Falhas",
} as const satisfies TextsLike<typeof english>
