import type { BatchView } from "@mapfold/core/status/batch-view"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { StatusSign } from "../../parts/status-badge.tsx"
import { toneOf } from "../../parts/tone.ts"
import { useFormat } from "../../parts/use-format.ts"

type BatchFilesProps = Pick<BatchView, "files" | "failures" | "status"> & {
  /** Objects of the batch; the files may be the first of them alone. */
  readonly total: number
}

export function BatchFiles({ files, total, failures, status }: BatchFilesProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const failed = new Set(failures.map(({ key }) => key))
  return (
    <details className="batch-files" open={files.length <= 50}>
      <summary>
        {t("panel.files")} <span className="soft figures">{format.count(total)}</span>
      </summary>
      <ul className="figures">
        {files.map(({ key, size }) => (
          <li key={key}>
            <StatusSign tone={failed.has(key) ? "bad" : toneOf(status)} />
            <Raw text={key} isLong />
            <span className="soft">{format.bytes(size)}</span>
          </li>
        ))}
      </ul>
      {files.length < total && (
        <p className="soft">
          {t("panel.filesMore", { shown: format.count(files.length), total: format.count(total) })}
        </p>
      )}
    </details>
  )
}
