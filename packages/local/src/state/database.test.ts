import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { insertExecution, listExecutions } from "./executions.ts"
import { listMapRuns } from "./map-runs.ts"
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts"
import { openState, type State } from "./state.ts"

let home = ""

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-state-"))
})
afterEach(() => rmSync(home, { recursive: true }))

function start(state: State, name: string): number {
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  const given = { machine: "m", name, started: 1, owner: null, repairs: null }
  return insertExecution(state, { ...given, definition: "{}", input: "{}", setup })
}

const names = (state: State) => listExecutions(state).map(({ name }) => name)

describe("a home's state", () => {
  it("is made where there is none, in a folder that is not there either", () => {
    home = join(home, "a", "b")
    const state = openState(home)
    start(state, "one")
    state.close()
    const again = openState(home)
    expect(names(again)).toEqual(["one"])
    again.close()
    home = join(home, "../..")
  })

  it("can be used by two at once, and knows a name that is taken", () => {
    const one = openState(home)
    const other = openState(home)
    start(one, "one")
    start(other, "other")
    expect(names(one)).toEqual(["other", "one"])
    expect(() => start(other, "one")).toThrow('there is an execution "one" of m already')
    one.close()
    other.close()
  })

  it("commits together, in order, what is written within milliseconds", async () => {
    const state = openState(home)
    const id = start(state, "one")
    const reader = openState(home)
    const insert = "INSERT INTO events VALUES (?, '', ?, 0, 'T', 0, '{}', '', NULL)"
    const count = () => reader.prepare("SELECT count(*) AS count FROM events").get()?.count
    state.write(insert, id, 1)
    state.write(insert, id, 2)
    expect(count()).toBe(0)
    await expect.poll(count, { interval: 1 }).toBe(2)
    expect(state.prepare("SELECT count(*) AS count FROM events").get()?.count).toBe(2)
    state.write(insert, id, 3)
    state.flush()
    expect(count()).toBe(3)
    state.freeze()
    state.write(insert, id, 4)
    state.close()
    expect(count()).toBe(3)
    reader.close()
  })

  it("tells who writes that what went before could not be written", () => {
    const state = openState(home)
    const id = start(state, "one")
    const insert = "INSERT INTO events VALUES (?, '', 1, 0, 'T', 0, '{}', '', NULL)"
    state.write(insert, id)
    state.write(insert, id)
    expect(() => state.flush()).toThrow(/the state in .*state\.db cannot be used: UNIQUE/)
    expect(() => state.write(insert, id + 1)).toThrow("UNIQUE")
    state.close()
    const again = openState(home)
    expect(again.prepare("SELECT count(*) AS count FROM events").get()?.count).toBe(0)
    again.close()
  })

  it("is brought up to date from version 2: map runs stand where they stood, and of its events no line is known", () => {
    const database = new DatabaseSync(join(home, "state.db"))
    for (const statements of MIGRATIONS.slice(0, 2)) database.exec(statements)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 2;
      INSERT INTO executions (machine, name, status, started, setup, definition, input)
        VALUES ('m', 'one', 'RUNNING', 1, '{"buckets":{},"jobFile":null,"functionFile":null,"processSeconds":1}', '{}', '{}');
      INSERT INTO events VALUES (1, '', 1, 0, 'ExecutionStarted', 1, '{}');
      INSERT INTO map_runs (execution, uuid, visit, label, status, started, concurrency, is_express)
        VALUES (1, 'a', '12/a/b label/0Z9_-x/3', 'a/b label', 'RUNNING', 1, 0, 1), (1, 'b', NULL, 'c', 'FAILED', 1, 0, 1)`)
    database.close()
    const state = openState(home)
    expect(names(state)).toEqual(["one"])
    expect(listMapRuns(state, 1).map(({ visit }) => visit)).toEqual(["12/3", null])
    expect(state.prepare("SELECT line, note FROM events").get()).toMatchObject({ line: null, note: null })
    state.close()
  })

  it("is refused where a newer Mapfold has written it", () => {
    openState(home).close()
    const database = new DatabaseSync(join(home, "state.db"))
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    database.close()
    expect(() => openState(home)).toThrow(
      expect.objectContaining({
        name: "StateUnusable",
        message: expect.stringMatching(
          `has version ${MIGRATIONS.length + 1} and this Mapfold knows ${MIGRATIONS.length} at most: use the newer`,
        ),
      }),
    )
  })

  it("is refused where it is another program's, or no database at all, and left as it is", () => {
    const path = join(home, "state.db")
    const database = new DatabaseSync(path)
    database.exec("CREATE TABLE theirs (a)")
    database.close()
    expect(() => openState(home)).toThrow(
      /state\.db is not Mapfold's: move it away, or choose another folder/,
    )
    writeFileSync(path, "hello, this is no database, only some text that is long enough to be one".repeat(9))
    expect(() => openState(home)).toThrow(/state\.db is not Mapfold's/)
  })

  it("is refused where its place is a folder", () => {
    mkdirSync(join(home, "state.db"))
    expect(() => openState(home)).toThrow(/the state in .* cannot be used/)
  })
})
