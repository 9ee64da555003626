import { randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { type Gunzip, MAX_RATIO, maybeGunzip, RATIO_COUNTS_FROM } from "@mapfold/core/rows/gzip-source"
import type { ByteSource } from "@mapfold/core/rows/row-reader"
import { describe, expect, test } from "vitest"
import { gunzip } from "./gunzip.ts"

const MB = 1024 * 1024
const text = (content: string) => Buffer.from(content)
const zeros = (bytes: number) => Buffer.alloc(bytes)

/** Hands the bytes out in pieces of so many, at once or later. */
function makeSource(bytes: Uint8Array, size = MB, isLate = false): ByteSource {
  let at = 0
  return {
    read(into) {
      const piece = bytes.subarray(at, at + Math.min(size, into.length))
      into.set(piece)
      at += piece.length
      return isLate ? new Promise((resolve) => setImmediate(resolve, piece.length)) : piece.length
    },
  }
}

async function readAll(source: ByteSource, into = new Uint8Array(MB)): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let count = await source.read(into); count > 0; count = await source.read(into)) {
    pieces.push(Buffer.from(into.subarray(0, count)))
  }
  expect(await source.read(into)).toBe(0)
  return Buffer.concat(pieces)
}

/** What comes out, or the error's name and message. */
async function outcomeOf(source: ByteSource): Promise<Buffer | string> {
  try {
    return await readAll(source)
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

/** One body for each way through: all at once; too large as stored for that; too large unzipped. */
const bodies = {
  small: text("STATION,DATE\n1,2\n"),
  "large as stored": randomBytes(5 * MB),
  "large unzipped": Buffer.alloc(40 * MB, "STATION,DATE\n1,2\n"),
}
const member = (body: Buffer) => gzipSync(body, { level: 1 })
const members = Object.fromEntries(
  Object.entries(bodies).map(([name, body]) => [name, member(body)]),
) as Record<keyof typeof bodies, Buffer>
const names = Object.keys(bodies) as (keyof typeof bodies)[]

describe.each(names)("gzip that is %s", (name) => {
  const body = bodies[name]
  const whole = members[name]

  /** `toEqual` would compare megabytes one by one. */
  async function expectBody(source: ByteSource, expected: Buffer): Promise<void> {
    const outcome = await outcomeOf(source)
    if (typeof outcome === "string") throw new Error(outcome)
    expect([outcome.length, outcome.equals(expected)]).toEqual([expected.length, true])
  }

  test("is unzipped", () => expectBody(gunzip(makeSource(whole)), body))

  test("is unzipped from pieces that come later", () =>
    expectBody(gunzip(makeSource(whole, 100_001, true)), body))

  test("is unzipped with all its members", () =>
    expectBody(
      gunzip(makeSource(Buffer.concat([whole, member(text("more")), member(text("")), whole]))),
      Buffer.concat([body, text("more"), body]),
    ))

  test.each([1, 512, MB])("may have %i zeros behind it", (count) =>
    expectBody(gunzip(makeSource(Buffer.concat([whole, zeros(count)]))), body),
  )

  test.each([
    ["its last byte", 1],
    ["its checksum", 6],
    ["half of itself", Math.floor(whole.length / 2)],
  ])("is cut where it lacks %s", async (_, count) => {
    expect(await outcomeOf(gunzip(makeSource(whole.subarray(0, whole.length - count))))).toMatch(
      /^CutGzip: is gzip that breaks off before its end: was it copied whole\?$/,
    )
  })

  test("is malformed where a byte of its checksum or its length is another", async () => {
    for (const place of [8, 2]) {
      const flipped = Buffer.from(whole)
      flipped[whole.length - place]! ^= 0x10
      expect(await outcomeOf(gunzip(makeSource(flipped)))).toMatch(
        /^MalformedGzip: is gzip that cannot be unzipped: incorrect (data|length) check$/,
      )
    }
  })

  test.each([
    ["bytes", text("junk"), /incorrect header check/],
    ["zeros and bytes", Buffer.concat([zeros(10), text("junk")]), /: 14 bytes follow its end$/],
    [
      "zeros, another member and zeros",
      Buffer.concat([zeros(10), member(text("")), zeros(MB)]),
      new RegExp(`: ${10 + member(text("")).length + MB} bytes follow its end$`),
    ],
  ])("is malformed where %s follow its end: nothing is lost unsaid", async (_, rest, message) => {
    const outcome = await outcomeOf(gunzip(makeSource(Buffer.concat([whole, rest]), 100_000)))
    expect(outcome).toMatch(/^MalformedGzip: /)
    expect(outcome).toMatch(message)
  })

  test("is cut where the beginning of another member follows", async () => {
    for (const rest of [[0x1f], [0x1f, 0x8b], [0x1f, 0x8b, 8, 0]]) {
      expect(await outcomeOf(gunzip(makeSource(Buffer.concat([whole, Buffer.from(rest)]))))).toMatch(
        /^CutGzip/,
      )
    }
  })

  test("is let go where its reader stops half-way and the object is closed", async () => {
    const inner = makeSource(whole, 100_000)
    let isOpen = true
    const source: ByteSource = {
      read(into) {
        if (!isOpen) throw new Error("is read after it was closed")
        return inner.read(into)
      },
    }
    await gunzip(source).read(new Uint8Array(1_000))
    isOpen = false
    // An error that nobody hears would end the test run.
    await new Promise((resolve) => setTimeout(resolve, 20))
  })

  test.each([
    [1, false],
    [1, true],
    [3, false],
    [3, true],
  ])("passes on what goes wrong at piece %i of the object (later: %s)", async (piece, isLate) => {
    const inner = makeSource(whole, Math.ceil(whole.length / 3), isLate)
    let turn = 0
    const source: ByteSource = {
      read(into) {
        if (++turn === piece) throw new TypeError("the disk is gone")
        return inner.read(into)
      },
    }
    expect(await outcomeOf(gunzip(source))).toBe("TypeError: the disk is gone")
  })
})

describe("gunzip", () => {
  test("answers a small object at once, without a promise, into any buffer", async () => {
    const source = gunzip(makeSource(members.small))
    expect(source.read(new Uint8Array(4))).toBe(4)
    expect(await readAll(source, new Uint8Array(3))).toEqual(bodies.small.subarray(4))
  })

  test.each([
    [
      "no deflate",
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.alloc(50, 0xff)]),
    ],
    ["another method", Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(50, 0x41)])],
  ])("says of %s that it cannot be unzipped", async (_, bytes) => {
    expect(await outcomeOf(gunzip(makeSource(bytes)))).toMatch(
      /^MalformedGzip: is gzip that cannot be unzipped: /,
    )
  })

  test("holds no more than it is given, in however small pieces that comes", async () => {
    const zipped = member(randomBytes(3_000))
    const before = process.memoryUsage().arrayBuffers
    for (const isLate of [false, true]) {
      const source = gunzip(makeSource(zipped, 1, isLate))
      await source.read(new Uint8Array(1_000))
      // Three thousand pieces.
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MB)
    }
  })

  test("refuses a bomb after little of it", async () => {
    const bomb = gzipSync(zeros(2 * RATIO_COUNTS_FROM))
    const source = gunzip(makeSource(bomb))
    const into = new Uint8Array(MB)
    let unzipped = 0
    const reading = async () => {
      for (let count = await source.read(into); count > 0; count = await source.read(into)) unzipped += count
    }
    await expect(reading()).rejects.toMatchObject({
      name: "GzipBomb",
      message: expect.stringMatching(/^is gzip that grows without measure: \d+ bytes from the first \d+$/),
    })
    expect(unzipped).toBeLessThan(RATIO_COUNTS_FROM + 2 * MB)
  })

  test("lets what is merely very regular pass, at any size", async () => {
    const dull = Buffer.concat([member(zeros(MB)), member(randomBytes(MB / 128))])
    const count = Math.ceil(RATIO_COUNTS_FROM / MB) + 2
    const many = Buffer.concat(Array.from({ length: count }, () => dull))
    const unzipped = (await outcomeOf(gunzip(makeSource(many)))).length
    expect(unzipped).toBe(count * (MB + MB / 128))
    expect(unzipped / many.length).toBeGreaterThan(MAX_RATIO / 4)
  })

  test("holds a few pieces of a long stream at a time", async () => {
    const one = gzipSync(randomBytes(MB), { level: 0 })
    const count = 200
    let at = 0
    const endless: ByteSource = {
      read(into) {
        const place = at % one.length
        const piece = at < count * one.length ? one.subarray(place, place + into.length) : one.subarray(0, 0)
        into.set(piece)
        at += piece.length
        return piece.length
      },
    }
    const source = gunzip(endless)
    const into = new Uint8Array(MB)
    let unzipped = 0
    let most = 0
    const before = process.memoryUsage().arrayBuffers
    for (let read = await source.read(into); read > 0; read = await source.read(into)) {
      unzipped += read
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    expect(unzipped).toBe(count * MB)
    // What is no longer needed waits for the collector; the stream is 200 MB long.
    expect(most).toBeLessThan(100 * MB)
  })

  test("is what an object named .gz goes through, or one that begins as gzip does", async () => {
    const through = (bytes: Uint8Array, key: string, how: Gunzip = gunzip) =>
      outcomeOf(maybeGunzip(makeSource(bytes), key, how))
    expect(await through(members.small, "a.csv.gz")).toEqual(bodies.small)
    expect(await through(members.small, "a.csv")).toEqual(bodies.small)
    expect(await through(bodies.small, "a.csv")).toEqual(bodies.small)
    expect(await through(bodies.small, "a.csv.gz")).toMatch(/^NotGzip: is named \.gz and is no gzip/)
  })
})
