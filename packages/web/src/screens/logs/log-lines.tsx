import type { LogLevel, LogLine } from "@mapfold/core/status/log-view"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { shortName } from "../../parts/short-name.ts"
import { useFormat } from "../../parts/use-format.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { keyLines } from "./key-lines.ts"

type LogLinesProps = { readonly run: string; readonly lines: readonly LogLine[] }

/** Log lines, each with its time, level and source, and ways to the batch and to the object that it is of. */
export function LogLines({ run, lines }: LogLinesProps) {
  const { t } = useTranslation("logs")
  return (
    <ol className="log" aria-label={t("lines")}>
      {keyLines(lines).map(([key, line]) => (
        <Line key={key} run={run} line={line} />
      ))}
    </ol>
  )
}

const TONES = { DEBUG: "wait", INFO: "run", WARN: "late", ERROR: "bad" } as const satisfies Record<
  LogLevel,
  string
>

function Line({ run, line }: { readonly run: string; readonly line: LogLine }) {
  const { t } = useTranslation("logs")
  const format = useFormat()
  return (
    <li className={`log-line tone-${TONES[line.level]}`}>
      <span className="log-from small figures">
        <time dateTime={line.time} title={format.instant(line.time)}>
          {format.clock(line.time)}
        </time>
        <strong className="log-level">{line.level}</strong>
        <span className="soft">{t(`sources.${line.source}`)}</span>
        {line.child !== null && (
          <Link
            to="/runs/$run/batches"
            params={{ run }}
            search={{ batch: line.child }}
            title={t("toBatch", { child: visibleText(line.child) })}
          >
            <Raw text={shortName(line.child)} />
          </Link>
        )}
      </span>
      <span className="log-text-of">
        <LogText text={line.text} />
        {line.object !== null && !line.text.includes(line.object) && (
          <Link
            className="small"
            to="/runs/$run/logs"
            params={{ run }}
            search={{ object: line.object }}
            title={t("onlyObject", { object: visibleText(line.object) })}
          >
            <Raw text={line.object} isLong />
          </Link>
        )}
      </span>
    </li>
  )
}

/** What a handler printed may have lines of its own, such as where an error came from. */
function LogText({ text }: { readonly text: string }) {
  const [first = "", ...rest] = text.trimEnd().split(/\r?\n/)
  return (
    <>
      <Raw text={first} isLong />
      {rest.length > 0 && <span className="log-rest">{rest.map(visibleText).join("\n")}</span>}
    </>
  )
}
