import { type ReactNode, useId, useLayoutEffect, useRef } from "react"

type DialogProps = {
  readonly title: string
  /** Called however it is closed: by Escape, by a click beside it, or by what is in it. */
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog over the page for as long as it is rendered; the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  // Closed before it is taken away: a dialog gives the focus back only while it is in the page.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element !== null && !element.open) element.showModal()
    return () => element?.close()
  }, [])

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={({ target, currentTarget, clientX, clientY }) => {
        if (target === currentTarget && !isInside(currentTarget, clientX, clientY)) onClose()
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}

function isInside(element: Element, x: number, y: number): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return x >= left && x <= right && y >= top && y <= bottom
}
