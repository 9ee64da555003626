import type { quality as english } from "../en/quality.ts"
import type { TextsLike } from "../texts.ts"

export const quality = {
  title: "Qualidade dos dados",
} as const satisfies TextsLike<typeof english>
