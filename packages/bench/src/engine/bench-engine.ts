import { BenchFailed } from "../errors.ts"
import { installPeers, requirePeer, versionOf } from "../peers.ts"
import { median, runRounds } from "../rounds.ts"
import { INLINE_MAP, makeItems } from "./machines.ts"
import { peakMemory, residentMemory } from "./memory.ts"
import { openMapWorld } from "./run-map.ts"

const PEER = "aws-local-stepfunctions"
const NAMES = {
  peer: `${PEER} ${versionOf(PEER)}, inline Map of Pass`,
  pass: "Mapfold, children of one Pass",
  task: "Mapfold, children of one Task on a worker",
} as const

/** Rounds before those that count: all three, and the peer most of all, are compiled while they run. */
const WARM_UP = 3

type PeerModule = {
  readonly StateMachine: new (
    definition: unknown,
  ) => {
    run(input: unknown): { readonly result: Promise<unknown> }
  }
}

/** Prints how long maps of so many children take beside the peer's, and how much memory ten times as many need. */
export async function benchEngine({
  children,
  rounds,
}: {
  readonly children: number
  readonly rounds: number
}): Promise<void> {
  installPeers([PEER])
  const { StateMachine } = requirePeer<PeerModule>(PEER)
  const peer = new StateMachine(INLINE_MAP)
  const items = makeItems(children)
  const world = await openMapWorld(children)
  const contestants = [
    { name: NAMES.peer, run: async () => ((await peer.run(items).result) as unknown[]).length },
    { name: NAMES.pass, run: () => world.run("pass") },
    { name: NAMES.task, run: () => world.run("task") },
  ]
  const all = await runRounds(contestants, WARM_UP + rounds, (name, ms) =>
    console.error(`${name}: ${ms.toFixed(0)} ms`),
  )
  await world.close()
  const timings = all.map(({ ms, ...timing }) => ({ ...timing, ms: ms.slice(WARM_UP) }))
  for (const { name, answer } of timings) {
    if (answer !== children) throw new BenchFailed(`${name}: ${answer} of ${children} were done`)
  }
  const of = (name: string) => timings.find((timing) => timing.name === name)!.ms
  // of turns in the same round: whatever else the machine did fell on both
  const times = (name: string) => {
    const ratios = of(name).map((ms, round) => ms / of(NAMES.peer)[round]!)
    const range = `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`
    return `${median(ratios).toFixed(1)} times (${range})`
  }
  const lines = timings.map(({ name, ms }) => {
    const range = `${Math.min(...ms).toFixed(0)} to ${Math.max(...ms).toFixed(0)} ms`
    return `${name.padEnd(48)} ${median(ms).toFixed(0).padStart(7)} ms   ${range}`
  })
  const few = peakMemory(children)
  const many = peakMemory(children * 10)
  const most = residentMemory(children * 20)
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  console.log(`${children} children or iterations, ${rounds} rounds after ${WARM_UP} to warm up, medians; Mapfold with history and state in SQLite

${lines.join("\n")}

Children of one Pass take ${times(NAMES.pass)} as long as the peer's iterations in the same round (aim: at most 2).
Children of one Task take ${times(NAMES.task)} as long (aim: at most 4).
Memory held at most: ${megabytes(few.held)} for ${children} children, ${megabytes(many.held)} for ${children * 10}.
Resident at most: ${megabytes(few.resident)}, ${megabytes(many.resident)}, and ${megabytes(most)} for ${children * 20}.`)
}
