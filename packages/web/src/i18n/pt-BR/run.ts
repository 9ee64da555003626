import type { run as english } from "../en/run.ts"
import type { TextsLike } from "../texts.ts"

export const run = {
  title: "Execução",
} as const satisfies TextsLike<typeof english>
