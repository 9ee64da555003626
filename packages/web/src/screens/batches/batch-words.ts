import type { BatchLine } from "@mapfold/core/status/batch-view"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { durationOf } from "./batch-index.ts"

type CellWords = {
  /** Undefined for a batch that has not started. */
  readonly line: BatchLine | undefined
  /** 1 is the first that started. */
  readonly place: number
  readonly total: number
  readonly isTroubled?: boolean
  readonly now: number
}

/** What a batch is, in a sentence, in the language of the site. */
export function useBatchWords() {
  const { t } = useTranslation(["batches", "parts"])
  const format = useFormat()
  return {
    cell({ line, place, total, isTroubled = false, now }: CellWords): string {
      const places = { place: format.count(place), total: format.count(total) }
      if (line === undefined) return t("batches:pendingCell", places)
      const words = t("batches:cell", {
        ...places,
        status: t(`parts:status.${line.status}`),
        objects: t("batches:objects", { count: line.items, shown: format.count(line.items) }),
        duration: format.duration(durationOf(line, now)),
        started: format.clock(line.startedAt),
      })
      return isTroubled ? `${words}. ${t("batches:troubled")}` : words
    },
  }
}
