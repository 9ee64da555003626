import { useQueryClient } from "@tanstack/react-query"
import { useSyncExternalStore } from "react"
import { useTranslation } from "react-i18next"
import { connection } from "../api/connection.ts"

/** Shown for as long as the status API does not answer. It lies over the page, so that nothing moves. */
export function ConnectionBanner() {
  const { t } = useTranslation("shell")
  const client = useQueryClient()
  const isLost = useSyncExternalStore(connection.subscribe, connection.isLost)
  return (
    <div role="status">
      {isLost && (
        <div className="banner">
          <span>
            <strong>{t("connection.lost")}</strong> {t("connection.trying")}
          </span>
          <button type="button" onClick={() => void client.refetchQueries({ type: "active" })}>
            {t("connection.tryNow")}
          </button>
        </div>
      )}
    </div>
  )
}
