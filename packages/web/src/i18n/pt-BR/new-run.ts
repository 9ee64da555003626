import type { newRun as english } from "../en/new-run.ts"
import type { TextsLike } from "../texts.ts"

export const newRun = {
  title: "Nova execução",
  job: "Job",
  version: "versão {{version}}",
  optional: "opcional",
  params: "Para que é executado",
  range: "{{min}} a {{max}}",
  from: "{{min}} ou mais",
  to: "no máximo {{max}}",
  tolerance: {
    title: "O que pode dar errado",
    hint: "Um número, como 5, ou uma parte, como 2.5%. Nada significa nenhum: a execução falha com o primeiro.",
    objects: "Objetos com falha",
    records: "Registros rejeitados",
  },
  rest: "Também informado, e mantido como está",
  plan: "Mostrar o plano",
  faults: {
    missing: "Isto é necessário.",
    notWhole: "Isto não é um número inteiro.",
    notNumber: "Isto não é um número.",
    notDate: "Isto não é um dia. Escreva assim: 2026-11-22.",
    notLike: "Isto não tem a forma que o job aceita.",
    notJson: "Isto não é JSON.",
    notTolerance: "Escreva um número, como 5, ou uma parte de até 100, como 2.5%.",
    tooSmall: "O menor valor que o job aceita é {{limit}}.",
    tooLarge: "O maior valor que o job aceita é {{limit}}.",
  },
  outcome: {
    title: "O plano",
    none: "Antes de começar qualquer coisa, o plano diz quantos objetos há, quanto tempo vai levar e quanto vai custar.",
    changed: "Os valores mudaram desde então. Mostre o plano de novo.",
    objects: "Objetos",
    bytes: "Bytes",
    batches: "Lotes",
    time: "Tempo estimado",
    cost: "Custo estimado",
    costParts: "Lambda {{lambda}}, Step Functions {{stepFunctions}}, S3 {{s3}}, logs {{logs}}",
    keys: "Chaves em <c/> que começam com <a/> e terminam em <b/>",
    empty:
      "Não há objetos ali: uma execução falharia com NoObjects. Verifique os valores, ou ponha arquivos ali: mapfold sample cria alguns, mapfold pull copia os reais.",
    start: "Começar a execução",
    refused: "Não há plano para isto",
    notStarted: "A execução não foi iniciada",
    starting: "Começando …",
  },
  noJobs: {
    title: "Não há nenhum job",
    hint: "O motor não serve nenhum: verifique o módulo de jobs com que ele foi iniciado.",
  },
} as const satisfies TextsLike<typeof english>
