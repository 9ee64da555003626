/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app({ stage }) {
    const { stages } = await import("./infra/stages.ts")
    // All other settings are checked in run(): SST keeps to itself what goes wrong here.
    const production = stages[stage]?.production === true
    return {
      name: "mapfold",
      home: "aws",
      // A production stage keeps its buckets and cannot be removed by a slip; a personal one leaves nothing behind.
      removal: production ? "retain" : "remove",
      protect: production,
    }
  },
  async run() {
    const { input, output } = await import("./infra/storage.ts")
    const { stateMachine } = await import("./infra/workflow.ts")
    const { parameter } = await import("./infra/parameter.ts")
    const { site } = await import("./infra/site.ts")
    await import("./infra/triggers.ts")
    await import("./infra/queries.ts")
    await import("./infra/alarms.ts")
    await import("./infra/dashboard.ts")
    return {
      input: input.bucket,
      output: output.name,
      stateMachine: stateMachine.arn,
      parameter: parameter.name,
      ...(site !== null && { site: site.url }),
    }
  },
})
