import type { shell as english } from "../en/shell.ts"
import type { TextsLike } from "../texts.ts"

export const shell = {
  name: "Mapfold",
  skip: "Pular para o conteúdo",
  navigation: "Principal",
  runs: "Execuções",
  newRun: "Nova execução",
  thisMachine: "esta máquina",
  stage: "ambiente {{stage}}, {{region}}",
  language: "Idioma",
  theme: { toDark: "Mudar para o tema escuro", toLight: "Mudar para o tema claro" },
  connection: {
    lost: "A conexão caiu. O que você vê é a última informação conhecida.",
    trying: "Tentando de novo automaticamente.",
    tryNow: "Tentar agora",
    back: "A conexão voltou.",
  },
  shortcuts: {
    title: "Atalhos de teclado",
    open: "Atalhos de teclado",
    runs: "A lista de execuções",
    newRun: "Uma nova execução",
    theme: "Escuro ou claro",
    tabs: "As abas de uma execução",
    help: "Esta lista",
    grid: "Na grade de lotes: a próxima célula",
    enter: "Na grade de lotes: abrir a célula",
    close: "Fechar",
    single: "Usar teclas simples como atalhos",
  },
  notFound: {
    title: "Esta página não existe",
    hint: "O endereço pode ter sido cortado ou digitado errado. Todas as execuções estão na lista.",
    action: "Ir para a lista de execuções",
  },
  loading: "Carregando",
  time: "Todos os horários são UTC.",
  version: "Mapfold {{version}}",
} as const satisfies TextsLike<typeof english>
