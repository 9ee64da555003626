import { type Engine, type EngineOptions, openEngine } from "../engine.ts"
import type { Setup } from "../state/executions.ts"

/** Engines of one home: an execution runs in one that is set up as that which it began in. */
export type Engines = {
  /** The one that new executions run in. */
  readonly main: Engine
  /** One for this setup, opened where there is none yet. */
  open(setup: Setup): Promise<Engine>
  /** Stops what runs in any of them and was asked to stop in the home's state. */
  lookForStops(): void
  close(how: "stop" | "suspend"): Promise<void>
}

/** Setups at a time, beside the main one: each has workers of its own. */
const MAX_OTHERS = 8

/** Opens the main engine. The buckets of others are those of their executions. Throws what `openEngine` does. */
export async function openEngines(options: EngineOptions): Promise<Engines> {
  const main = await openEngine(options)
  const others = new Map<string, Promise<Engine>>()
  const open = async (setup: Setup): Promise<Engine> => {
    const name = JSON.stringify(setup)
    if (name === JSON.stringify(main.setup)) return main
    const known = others.get(name)
    if (known !== undefined) return known
    if (others.size === MAX_OTHERS)
      throw new Error(
        `runs of ${MAX_OTHERS} other folders are gone on with already: end "mapfold serve" and start it again`,
      )
    const { jobFile, functionFile, processSeconds } = setup
    const { input = "", output = "" } = setup.buckets
    const opened = openEngine({
      ...{ home: options.home, buckets: { input, output }, processSeconds },
      ...{ jobFile: jobFile ?? undefined, functionFile: functionFile ?? undefined },
    })
    others.set(name, opened)
    return opened
  }
  return {
    main,
    open,
    lookForStops() {
      main.executions.lookForStops()
      // one that cannot be opened runs nothing
      for (const opened of others.values())
        void opened.then(
          ({ executions }) => executions.lookForStops(),
          () => {},
        )
    },
    async close(how) {
      const all = await Promise.allSettled([main, ...others.values()])
      await Promise.all(
        all.map((engine) => (engine.status === "fulfilled" ? engine.value.close(how) : undefined)),
      )
    },
  }
}
