import type { parts as english } from "../en/parts.ts"
import type { TextsLike } from "../texts.ts"

export const parts = {
  status: {
    RUNNING: "em execução",
    SUCCEEDED: "concluído",
    FAILED: "falhou",
    TIMED_OUT: "tempo esgotado",
    ABORTED: "interrompido",
    PENDING: "pendente",
    waiting: "aguardando",
    running: "em execução",
    succeeded: "concluído",
    failed: "falhou",
    caught: "falhou, tratado",
    aborted: "interrompido",
  },
  partial: "parcial",
  partialHint: "Faltam objetos ou registros no resultado.",
  copy: "Copiar",
  copied: "Copiado",
  copyFailed: "Não foi possível copiar: selecione o texto e copie manualmente.",
  unknown: "desconhecido",
  free: "sem custo",
  atLeast: "pelo menos {{amount}}",
  error: {
    title: "Não foi possível carregar",
    again: "Tentar de novo",
    hints: {
      InvalidRunInput: "Mude o valor citado e peça de novo.",
      NotAllowed: "Recarregue a página: a execução pode ter avançado desde então.",
      ForeignRequest: "Abra o site no endereço com que ele foi iniciado.",
      NoSuchRun: "Procure na lista de execuções: ela pode ser de outro ambiente, ou o nome está errado.",
      NoSuchBatch: "Abra os lotes da execução e escolha um deles.",
      NotYet: "Ele é escrito quando o estado Reduce termina. Esta página o mostra assim que existir.",
      AccessDenied: "Peça a permissão citada a quem implantou este ambiente.",
      SessionExpired: "Entre na AWS de novo e recarregue esta página.",
      Throttled: "A AWS não aceita mais pedidos agora. Espere alguns segundos e tente de novo.",
      Unreachable: "Verifique se o motor ainda está lá: mapfold serve, ou o ambiente na AWS.",
      ConnectionLost:
        "Verifique se mapfold serve ainda está rodando, ou a sua rede. A página continua sozinha.",
      other: "Tente de novo. Se continuar, o log da API de status diz o motivo.",
    },
  },
  sorted: { ascending: "em ordem crescente", descending: "em ordem decrescente" },
  sortBy: "Ordenar por {{column}}",
  download: "Baixar {{name}}",
} as const satisfies TextsLike<typeof english>
