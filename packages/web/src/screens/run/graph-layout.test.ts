import { describe, expect, test } from "vitest"
import { edgePath, layOut, placeGraph } from "./graph-layout.ts"

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const state = (
  name: string,
  next: string[],
  entered: number | null = null,
  exited: number | null = null,
) => ({
  ...{ name, next },
  enteredAt: entered === null ? null : at(entered),
  exitedAt: exited === null ? null : at(exited),
})
const WORKFLOW = [
  state("Prepare", ["Choose", "InvalidRunInput"], 0, 1),
  state("Choose", ["MapItems", "Reduce", "MapListed"], 1, 1),
  state("InvalidRunInput", []),
  state("MapItems", ["Reduce"]),
  state("Reduce", [], 9),
  state("MapListed", ["Reduce"], 1, 9),
]

describe("the graph of the workflow", () => {
  const graph = layOut(WORKFLOW)

  test("has each state behind all that lead to it", () => {
    const layers = Object.fromEntries(graph.nodes.map(({ name, layer }) => [name, layer]))
    expect(layers).toEqual({
      Prepare: 0,
      Choose: 1,
      InvalidRunInput: 1,
      MapItems: 2,
      MapListed: 2,
      Reduce: 3,
    })
    expect([graph.layers, graph.breadth]).toEqual([4, 2])
  })

  test("has the way that the run took, and no other", () => {
    const taken = graph.edges.filter(({ isTaken }) => isTaken).map(({ from, to }) => `${from} ${to}`)
    expect(taken).toEqual(["Prepare Choose", "Choose MapListed", "MapListed Reduce"])
  })

  test("ends where states go round in a circle, or lead to what is not there", () => {
    const circle = layOut([state("A", ["B"]), state("B", ["A", "Nowhere"])])
    expect(circle.nodes.map(({ layer }) => layer)).toEqual([0, 1])
    expect(circle.edges.map(({ to }) => to)).toEqual(["B", "A"])
  })

  test("is nothing where there is no state", () => {
    expect(layOut([])).toEqual({ nodes: [], edges: [], layers: 0, breadth: 1 })
  })
})

describe("a graph in its place", () => {
  test.each([1_200, 800, 660, 560, 311, 300])("keeps every state apart and within %d pixels", (width) => {
    const { boxes, height } = placeGraph(layOut(WORKFLOW), width)
    const placed = [...boxes.values()]
    for (const [index, box] of placed.entries()) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.y + box.height).toBeLessThanOrEqual(height)
      for (const other of placed.slice(index + 1)) {
        const isApart =
          box.x + box.width <= other.x ||
          other.x + other.width <= box.x ||
          box.y + box.height <= other.y ||
          other.y + other.height <= box.y
        expect(isApart).toBe(true)
      }
    }
  })

  test("stands upright where it is too wide to lie", () => {
    expect(placeGraph(layOut(WORKFLOW), 1_200).isUpright).toBe(false)
    expect(placeGraph(layOut(WORKFLOW), 311).isUpright).toBe(true)
  })
})

describe("the way between two states", () => {
  test("leaves the one at its far side and comes into the next at its near side", () => {
    const lying = placeGraph(layOut(WORKFLOW), 1_200)
    const [from, to] = [lying.boxes.get("Prepare")!, lying.boxes.get("Choose")!]
    const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2]
    expect(edgePath(lying, "Prepare", "Choose")).toMatch(
      new RegExp(`^M${from.width} ${y1}C.* ${to.x} ${y2}$`),
    )
    const upright = placeGraph(layOut(WORKFLOW), 311)
    const [top, below] = [upright.boxes.get("Prepare")!, upright.boxes.get("Choose")!]
    expect(edgePath(upright, "Prepare", "Choose")).toMatch(
      new RegExp(`^M${top.x + top.width / 2} ${top.height}C.* ${below.x + below.width / 2} ${below.y}$`),
    )
  })

  test("passes between the states of a layer that it leaps over", () => {
    const placed = placeGraph(layOut(WORKFLOW), 1_200)
    const [first] = [placed.boxes.get("MapItems")!]
    const middle = placed.height / 2
    const path = edgePath(placed, "Choose", "Reduce")
    expect(path).toContain(` ${first.x} ${middle}L${first.x + first.width} ${middle}C`)
  })
})
