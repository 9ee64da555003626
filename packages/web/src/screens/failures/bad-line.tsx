import type { Reject } from "@mapfold/core/batch/batch-file"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { findValue, splitAtSpans } from "./mark-value.ts"
import "./bad-line.css"

/** A rejected row as it stands in its file, with the bad value marked, and why it was rejected. */
export function BadLine({ reject }: { readonly reject: Reject }) {
  const { t } = useTranslation("failures")
  const format = useFormat()
  const { line, column, value, raw, message } = reject
  const spans = findValue(raw, column, value)
  return (
    <figure className="bad-line">
      <figcaption>
        <span className="figures">{t("line", { line: format.count(line) })}</span>{" "}
        <strong>{column !== null && <Raw text={column} />}</strong>{" "}
        {value !== null && <Raw text={JSON.stringify(value)} />} <Raw text={message} />
        {spans.length > 1 && (
          <span className="soft"> ({t("several", { shown: format.count(spans.length) })})</span>
        )}
      </figcaption>
      <pre>
        <code>
          <span className="line-number" aria-hidden="true">
            {line}
          </span>
          {splitAtSpans(raw, spans).map(({ text, isMarked, start }) =>
            isMarked ? (
              <mark key={start}>{text === "" ? t("emptyValue") : <Raw text={text} />}</mark>
            ) : (
              <Raw key={start} text={text} />
            ),
          )}
        </code>
      </pre>
    </figure>
  )
}
