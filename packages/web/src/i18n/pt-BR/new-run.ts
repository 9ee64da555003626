import type { newRun as english } from "../en/new-run.ts"
import type { TextsLike } from "../texts.ts"

export const newRun = {
  title: "Nova execução",
} as const satisfies TextsLike<typeof english>
