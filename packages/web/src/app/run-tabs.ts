/** The views of a run, in the order of their tabs; a name is that of its texts too. */
export const RUN_TABS = [
  { name: "run", to: "/runs/$run" },
  { name: "batches", to: "/runs/$run/batches" },
  { name: "failures", to: "/runs/$run/failures" },
  { name: "quality", to: "/runs/$run/quality" },
  { name: "result", to: "/runs/$run/result" },
  { name: "logs", to: "/runs/$run/logs" },
] as const
