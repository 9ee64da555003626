import { makeRandom, type Random } from "../../made/random.ts"
import { REGIONS, type Region, SEA } from "./regions.ts"

/** A made station. The four texts stand in its file as they are here; empty ones stand there without quotes. */
export type Station = {
  /** 11 characters: USAF, then a WBAN of 00000 that shows it to be made. */
  readonly id: string
  readonly latitude: string
  readonly longitude: string
  /** Metres. */
  readonly elevation: string
  /** Begins with MADE. Not escaped: a quote in it is one quote. */
  readonly name: string
  readonly region: Region
}

/** More would repeat an id. */
export const MAX_STATIONS = 50_000

const FIRST = [
  "ALDER",
  "BIRCH",
  "CLIFF",
  "DUNE",
  "EAGLE",
  "FALCON",
  "GRANITE",
  "HERON",
  "IRON",
  "JUNIPER",
  "KELP",
]
const SECOND = [
  "BAY",
  "BROOK",
  "FIELD",
  "FORD",
  "GATE",
  "HAVEN",
  "HILL",
  "MOOR",
  "POINT",
  "RIDGE",
  "VALE",
  "WICK",
]

/** The station with this number. All kinds occur among any hundred in a row, and in all regions: the periods are prime. */
export function makeStation(seed: number, number: number): Station {
  const random = makeRandom(seed, number)
  const region = REGIONS[number % REGIONS.length]!
  const serial = Math.floor(number / REGIONS.length)
  const id = `${region.block}${digits(serial, 4)}00000`
  const place = `MADE ${pick(random, FIRST)}${pick(random, SECOND)}`
  const tail = `, ${region.suffix}`

  if (number % 79 === 17) return unlocated(number, region)
  if (number % 47 === 9) {
    return located(random, region, `A${digits(number, 5)}00000`, `${place} MUNICIPAL AIRPORT${tail}`)
  }
  if (number % 61 === 31)
    return located(random, region, id, `${place}\\${pick(random, FIRST)}${pick(random, SECOND)}${tail}`)
  if (number % 71 === 43) return located(random, region, id, `${place} "OLD ${pick(random, SECOND)}"${tail}`)
  if (number % 89 === 5)
    return located(random, SEA, `99${digits(number, 5).slice(1)}00000`, `MADE SHIP ${number}`)
  return located(random, region, id, `${place}${tail}`)
}

/** Real files whose station has no place have such ids: 99999900 and three digits. */
function unlocated(number: number, region: Region): Station {
  const id = `99999900${digits(Math.floor(number / 79) + 1, 3)}`
  return { id, latitude: "", longitude: "", elevation: "", name: "", region }
}

function located(random: Random, region: Region, id: string, name: string): Station {
  const elevation = region === SEA ? 0 : random(5) === 0 ? random(25_000) : random(4_000) - 100
  return {
    id,
    latitude: degrees(random, region.latitude),
    longitude: degrees(random, region.longitude),
    elevation: (elevation / 10).toFixed(1),
    name,
    region,
  }
}

/** With 1 to 6 decimals, as in the real files. */
function degrees(random: Random, [least, most]: readonly [number, number]): string {
  const value = least + ((most - least) * random(1_000_000)) / 1_000_000
  return value.toFixed(1 + random(6))
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0")
}

function pick(random: Random, words: readonly string[]): string {
  return words[random(words.length)]!
}
