import type { Cause, FailedObject } from "@mapfold/core/status/failure-view"
import { Link, useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { BadRows } from "./bad-rows.tsx"
import { ObjectLog } from "./object-log.tsx"
import { RunCommand } from "./run-command-line.tsx"

type ObjectDetailProps = { readonly object: FailedObject; readonly cause: Cause }

/** An object that failed or has bad rows: why, the rows themselves, how to run it alone, what was logged. */
export function ObjectDetail({ object, cause }: ObjectDetailProps) {
  const { t } = useTranslation("failures")
  const { run } = useParams({ from: "/runs/$run/failures" })
  return (
    <div className="object-detail">
      {cause.kind === "object" ? (
        <section aria-label={t("why")}>
          <h3>{t("why")}</h3>
          <p className="why">
            <Raw text={object.message} isLong />
          </p>
        </section>
      ) : (
        <BadRows run={run} object={object.key} rule={cause.name} />
      )}
      {object.child !== null && (
        <p>
          {t("batch")}{" "}
          <Link to="/runs/$run/batches" params={{ run }} search={{ batch: object.child }} className="mono">
            <Raw text={object.child} />
          </Link>
        </p>
      )}
      <RunCommand run={run} object={object.key} />
      <ObjectLog run={run} object={object.key} />
    </div>
  )
}
