import type { logs as english } from "../en/logs.ts"
import type { TextsLike } from "../texts.ts"

export const logs = {
  title: "Logs",
} as const satisfies TextsLike<typeof english>
