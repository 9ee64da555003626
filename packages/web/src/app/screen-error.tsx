import { type ErrorComponentProps, useRouter } from "@tanstack/react-router"
import { ErrorState } from "../parts/states.tsx"

/** A screen failed, or its code could not be loaded; the rest of the page stays. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <ErrorState
      error={error instanceof Error ? error : new Error(String(error))}
      onAgain={() => {
        reset()
        void router.invalidate()
      }}
    />
  )
}
