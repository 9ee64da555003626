import type { LogLevel, LogLine } from "@mapfold/core/status/log-view"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"
import "./log-lines.css"

type LogLinesProps = { readonly lines: readonly LogLine[]; readonly label: string }

/** Lines of a log, oldest first, in a place of their own that scrolls. */
export function LogLines({ lines, label }: LogLinesProps) {
  const format = useFormat()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="log-lines" aria-label={label} tabIndex={0}>
      <ol>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be the same to the millisecond; their order is all they have
          <li key={index} className={`level-${levelClass(line.level)}`}>
            <time dateTime={line.time}>{format.clock(line.time)}</time>
            <span className="level">{line.level}</span>
            <Raw text={line.text} isLong />
          </li>
        ))}
      </ol>
    </section>
  )
}

function levelClass(level: LogLevel): "bad" | "late" | "plain" {
  if (level === "ERROR") return "bad"
  return level === "WARN" ? "late" : "plain"
}
