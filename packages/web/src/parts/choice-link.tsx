import { createLink } from "@tanstack/react-router"
import type { ComponentProps } from "react"

type ChoiceAnchorProps = ComponentProps<"a"> & {
  /** Whether this is what is chosen now. The router would say so of any link to the same path. */
  readonly isCurrent: boolean
}

function ChoiceAnchor({ isCurrent, ...props }: ChoiceAnchorProps) {
  return <a {...props} aria-current={isCurrent ? "true" : undefined} />
}

/** A link that chooses how the page it is on is shown, one of several beside each other in a `.choice`. */
export const ChoiceLink = createLink(ChoiceAnchor)
