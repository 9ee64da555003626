import { expect, test } from "vitest"
import { mapExtentOf, outlineOf } from "./map-extent.ts"

const at = (latitude: number, longitude: number) => ({ latitude, longitude })

test("a map reaches as far as its places, and some degrees more", () => {
  expect(mapExtentOf([at(29.7, 47.8), at(-38, 144.4)])).toEqual({
    ...{ west: 35.8, east: 156.4, south: -50 },
    north: expect.closeTo(41.7, 6),
  })
})

test("a single place is shown on its continent, and never beyond the poles", () => {
  expect(mapExtentOf([at(10, 20)])).toEqual({ west: -15, east: 55, south: -10, north: 30 })
  expect(mapExtentOf([at(-89, 20)])).toMatchObject({ south: -84, north: -69 })
})

test("places all over the world, or on both sides of the date line, are shown on all of it", () => {
  expect(mapExtentOf([at(0, -120), at(0, 120)])).toBeNull()
  expect(mapExtentOf([at(-17, 178), at(-14, -171)])).toBeNull()
  expect(mapExtentOf([])).toBeNull()
})

test("the outline has the widest latitude too", () => {
  const latitudes = outlineOf({ west: 0, east: 90, south: -30, north: 40 }).coordinates.map(([, y]) => y)
  expect([...new Set(latitudes)]).toEqual([-30, 0, 40])
})
