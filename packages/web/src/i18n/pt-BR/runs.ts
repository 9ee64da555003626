import type { runs as english } from "../en/runs.ts"
import type { TextsLike } from "../texts.ts"

export const runs = {
  title: "Execuções",
  start: "Nova execução",
  strip: "As últimas {{shown}}, a mais recente à direita",
  stripHint: "altura: duração",
  stripRun: "{{run}}: {{status}}, {{duration}}",
  filter: "Somente execuções em estado",
  all: "todas",
  list: "Execuções, a mais recente primeiro",
  columns: {
    status: "Estado",
    run: "Execução",
    job: "Job",
    objects: "Objetos",
    rows: "Linhas",
    duration: "Duração",
    cost: "Custo estimado",
    started: "Início, UTC",
  },
  objectsOf: "{{done}} de {{listed}}",
  failed_one: "{{count}} falhou",
  failed_many: "{{count}} falharam",
  failed_other: "{{count}} falharam",
  repairs: "repara {{run}}",
  reduces: "reduz {{run}} de novo",
  redriven_one: "retomada uma vez",
  redriven_many: "retomada {{count}} vezes",
  redriven_other: "retomada {{count}} vezes",
  pages: "Páginas",
  newest: "Mais recentes",
  older: "Mais antigas",
  empty: {
    title: "Nenhuma execução até agora",
    hint: "Comece uma aqui, ou na linha de comando:",
  },
  none: {
    title: "Nenhuma execução está neste estado",
    action: "Mostrar todas",
  },
} as const satisfies TextsLike<typeof english>
