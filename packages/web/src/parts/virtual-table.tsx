import { useVirtualizer } from "@tanstack/react-virtual"
import { type ReactNode, useRef } from "react"
import "./virtual-table.css"

type VirtualTableProps = {
  /** What the table is, read aloud before it. */
  readonly label: string
  /** Of the place that the table scrolls in: how tall it is. */
  readonly className: string
  readonly count: number
  /** Pixels; the same for each row. */
  readonly rowHeight: number
  /** The cells of the head. */
  readonly head: ReactNode
  rowKey(index: number): string | number
  rowClass?(index: number): string | undefined
  cells(index: number): ReactNode
}

/** Rows beyond what is seen that are there already when somebody scrolls. */
const OVERSCAN = 14

/** A table in a place of its own, of which only the rows that are seen are there, however many it has. */
export function VirtualTable(props: VirtualTableProps) {
  const { label, className, count, rowHeight, head, rowKey, rowClass, cells } = props
  const place = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => place.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
  })
  const rows = virtual.getVirtualItems()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className={`virtual-place figures ${className}`} ref={place} tabIndex={0} aria-label={label}>
      <table aria-rowcount={count + 1}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody>
          <Gap height={rows[0]?.start ?? 0} />
          {rows.map(({ index }) => (
            <tr
              key={rowKey(index)}
              aria-rowindex={index + 2}
              className={rowClass?.(index)}
              style={{ height: `${rowHeight}px` }}
            >
              {cells(index)}
            </tr>
          ))}
          <Gap height={virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </section>
  )
}

/** The room of rows that are not there. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return <tr className="gap" style={{ height: `${height}px` }} />
}
