import type { result as english } from "../en/result.ts"
import type { TextsLike } from "../texts.ts"

export const result = {
  title: "Resultado",
} as const satisfies TextsLike<typeof english>
