import type { logs as english } from "../en/logs.ts"
import type { TextsLike } from "../texts.ts"

export const logs = {
  title: "Logs",
  filter: "Somente estas linhas",
  level: "Nível",
  levels: { all: "todas", INFO: "informações e acima", WARN: "avisos e erros", ERROR: "erros" },
  batch: "Lote",
  batchHint: "o nome de um filho ou o id de um lote",
  object: "Objeto",
  objectHint: "a chave inteira",
  apply: "Filtrar",
  clear: "Todas as linhas",
  lines: "Linhas do log, a mais antiga primeiro",
  shown_one: "{{number}} linha",
  shown_many: "{{number}} de linhas",
  shown_other: "{{number}} linhas",
  shownSoFar_one: "{{number}} linha até agora",
  shownSoFar_many: "{{number}} de linhas até agora",
  shownSoFar_other: "{{number}} linhas até agora",
  follow: "Seguir o fim à medida que chega",
  cut: "as anteriores foram deixadas",
  more: "Mais linhas",
  loadingMore: "Carregando …",
  toBatch: "Abrir o lote {{child}}",
  onlyObject: "Somente linhas de {{object}}",
  run: "a própria execução",
  sources: { workflow: "fluxo", prepare: "prepare", process: "process", reduce: "reduce" },
  empty: {
    running: "Nenhuma linha até agora",
    runningHint:
      "As linhas chegam alguns segundos depois de escritas. Esta página as mostra assim que chegarem.",
    filtered: "Nenhuma linha é assim",
    filteredHint: "Amplie o filtro: um nível menor, outro lote, ou nenhum objeto.",
    over: "Não há log desta execução",
    overHint: "As linhas podem ter sido guardadas por menos tempo que a execução.",
  },
} as const satisfies TextsLike<typeof english>
