import type { StateView } from "@mapfold/core/status/run-view"

export type GraphNode = {
  readonly name: string
  /** Steps from the first state, by the longest way there. */
  readonly layer: number
  /** Position within the layer, and how many share it. */
  readonly place: number
  readonly places: number
}
export type GraphEdge = { readonly from: string; readonly to: string; readonly isTaken: boolean }
export type Graph = {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly layers: number
  /** Of the layer with the most states. */
  readonly breadth: number
}

type State = Pick<StateView, "name" | "next" | "enteredAt" | "exitedAt">

/** Lays the states out in layers, so that every way leads on; a way back (a loop) does not push its target further. */
export function layOut(states: readonly State[]): Graph {
  const layerOf = findLayers(states)
  const byLayer = Map.groupBy(states, ({ name }) => layerOf.get(name) ?? 0)
  const nodes = states.map(({ name }) => {
    const layer = layerOf.get(name) ?? 0
    const peers = byLayer.get(layer)!
    return { name, layer, place: peers.findIndex((peer) => peer.name === name), places: peers.length }
  })
  const edges = states.flatMap(({ name: from, next }) =>
    next.flatMap((to) => {
      const target = states.find(({ name }) => name === to)
      return target === undefined ? [] : [{ from, to, isTaken: findPrevious(target, states)?.name === from }]
    }),
  )
  return {
    ...{ nodes, edges, layers: byLayer.size },
    breadth: Math.max(1, ...[...byLayer.values()].map((peers) => peers.length)),
  }
}

/** The state that the run came from into this one: of those that lead here, the one that it left last before. */
function findPrevious(target: State, states: readonly State[]): State | null {
  const { enteredAt } = target
  if (enteredAt === null) return null
  return states
    .filter(({ next, exitedAt }) => next.includes(target.name) && exitedAt !== null && exitedAt <= enteredAt)
    .reduce<State | null>((last, state) => (last === null || isLater(state, last) ? state : last), null)
}

/** By when it was left; by when it was entered, where a clock of milliseconds cannot tell. */
function isLater(state: State, other: State): boolean {
  const [left, right] = [`${state.exitedAt} ${state.enteredAt}`, `${other.exitedAt} ${other.enteredAt}`]
  return left > right
}

function findLayers(states: readonly State[]): ReadonlyMap<string, number> {
  const byName = new Map(states.map((state) => [state.name, state]))
  const layers = new Map<string, number>()

  function visit(state: State, layer: number, way: ReadonlySet<string>): void {
    if (way.has(state.name) || (layers.get(state.name) ?? -1) >= layer) return
    layers.set(state.name, layer)
    const onward = new Set(way).add(state.name)
    for (const name of state.next) {
      const target = byName.get(name)
      if (target !== undefined) visit(target, layer + 1, onward)
    }
  }

  for (const state of states) if (!layers.has(state.name)) visit(state, 0, new Set())
  return layers
}

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Pixels. */
const NODE_HEIGHT = 80
const GAP = { along: 44, across: 14 }
/** As near to each other as the ways between can still be followed. */
const NARROW_GAP = 20
const WIDEST = 212
/** A node must hold its state's name and counts. */
const NARROWEST = 152

export type Placed = {
  readonly boxes: ReadonlyMap<string, Box>
  readonly height: number
  readonly width: number
  readonly isUpright: boolean
}

/** Puts a graph into a width in pixels: layers from left to right where they fit, else from top to bottom. */
export function placeGraph({ nodes, layers, breadth }: Graph, width: number): Placed {
  const acrossBy = (gap: number) => (width + gap) / layers - gap
  const across = Math.max(acrossBy(GAP.along), Math.min(NARROWEST, acrossBy(NARROW_GAP)))
  const isUpright = across < NARROWEST
  const fitting = isUpright ? (width + GAP.across) / breadth - GAP.across : across
  const nodeWidth = Math.floor(Math.min(WIDEST, fitting))
  const boxes = new Map<string, Box>()
  const lines = isUpright ? layers : breadth
  const lineGap = isUpright ? GAP.along : GAP.across
  const height = lines * (NODE_HEIGHT + lineGap) - lineGap
  const along = layers > 1 && !isUpright ? (width - nodeWidth) / (layers - 1) : 0
  for (const { name, layer, place, places } of nodes) {
    const offset = place - (places - 1) / 2
    const box = isUpright
      ? {
          x: width / 2 + offset * (nodeWidth + GAP.across) - nodeWidth / 2,
          y: layer * (NODE_HEIGHT + GAP.along),
        }
      : {
          x: layer * along,
          y: height / 2 + offset * (NODE_HEIGHT + GAP.across) - NODE_HEIGHT / 2,
        }
    boxes.set(name, { ...box, width: nodeWidth, height: NODE_HEIGHT })
  }
  return { boxes, height, width, isUpright }
}

/**
 * The way between two states as an SVG path: out of the one's far side, into the other's near side. Past the states of
 * the layers between, it keeps to the middle where that is free.
 */
export function edgePath({ boxes, height, width, isUpright }: Placed, from: string, to: string): string {
  // Everything along the layers first, then across them: an upright graph is one that lies, turned.
  const turn = ({ x, y, ...size }: Box): Box =>
    isUpright ? { x: y, y: x, width: size.height, height: size.width } : { x, y, ...size }
  const point = (x: number, y: number) => (isUpright ? `${y} ${x}` : `${x} ${y}`)
  const curve = (x1: number, y1: number, x2: number, y2: number) => {
    const bend = Math.max(GAP.along, x2 - x1) / 2
    return `C${point(x1 + bend, y1)} ${point(x2 - bend, y2)} ${point(x2, y2)}`
  }
  const [start, end] = [turn(boxes.get(from)!), turn(boxes.get(to)!)]
  const [x1, y1] = [start.x + start.width, start.y + start.height / 2]
  const [x2, y2] = [end.x, end.y + end.height / 2]
  const passed = [...boxes.values()].map(turn).filter(({ x, width }) => x > x1 && x + width < x2)
  const middle = (isUpright ? width : height) / 2
  const isFree = passed.every((box) => box.y > middle || box.y + box.height < middle)
  if (passed.length === 0 || !isFree) return `M${point(x1, y1)}${curve(x1, y1, x2, y2)}`
  const first = Math.min(...passed.map(({ x }) => x))
  const last = Math.max(...passed.map(({ x, width }) => x + width))
  const along = `L${point(last, middle)}`
  return `M${point(x1, y1)}${curve(x1, y1, first, middle)}${along}${curve(last, middle, x2, y2)}`
}
