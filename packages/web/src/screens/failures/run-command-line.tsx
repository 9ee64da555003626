import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { runQuery } from "../../api/queries.ts"
import { CopyButton } from "../../parts/copy-button.tsx"
import { commandOf } from "./run-command.ts"

/** Where a flag begins: a line ends there, and not behind the dashes of one. */
const FLAG = /(?<= )(?=--)/

/** The command that runs an object alone; it waits for the run, whose job and params it names. */
export function RunCommand({ run, object }: { readonly run: string; readonly object: string }) {
  const { t } = useTranslation("failures")
  const { data: view } = useQuery(runQuery(run))
  if (view?.job == null || view.params === null) return null
  const command = commandOf({ job: view.job, params: view.params, key: object, ...view.source })
  return (
    <section aria-label={t("command")}>
      <div className="command-head">
        <h3>{t("command")}</h3>
        <CopyButton text={command} label={t("copyCommand")} />
      </div>
      <pre className="command">
        <code>
          {command.split(FLAG).map((part) => (
            <span key={part} className="command-part">
              {part}
            </span>
          ))}
        </code>
      </pre>
      <p className="soft">{t("commandHint")}</p>
    </section>
  )
}
