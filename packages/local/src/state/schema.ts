/** Marks a database file as Mapfold's: "mapf". https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x6d617066

/**
 * What makes a database of each version from the one before. What has been released is never changed, only added to.
 *
 * Times are milliseconds since 1970; values of states are JSON. Long texts come last in a table, so that reading the
 * columns before them does not read them.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE machines (
    name TEXT PRIMARY KEY,
    revision TEXT NOT NULL,
    role TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    settings TEXT NOT NULL,
    definition TEXT NOT NULL
  ) STRICT;

  CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    started INTEGER NOT NULL,
    stopped INTEGER,
    redrives INTEGER NOT NULL DEFAULT 0,
    redriven INTEGER,
    owner TEXT,
    stop_asked TEXT,
    repairs TEXT,
    error TEXT,
    cause TEXT,
    setup TEXT NOT NULL,
    definition TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT,
    point TEXT,
    UNIQUE (machine, name)
  ) STRICT;
  CREATE INDEX executions_by_start ON executions (started);

  CREATE TABLE events (
    execution INTEGER NOT NULL REFERENCES executions ON DELETE CASCADE,
    child TEXT NOT NULL,
    id INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    type TEXT NOT NULL,
    time INTEGER NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (execution, child, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE map_runs (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES executions ON DELETE CASCADE,
    uuid TEXT NOT NULL UNIQUE,
    visit TEXT,
    label TEXT NOT NULL,
    status TEXT NOT NULL,
    started INTEGER NOT NULL,
    stopped INTEGER,
    redrives INTEGER NOT NULL DEFAULT 0,
    redriven INTEGER,
    concurrency INTEGER NOT NULL,
    tolerated_count INTEGER,
    tolerated_percent REAL,
    is_express INTEGER NOT NULL,
    is_read_all INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    cause TEXT,
    result TEXT
  ) STRICT;
  CREATE INDEX map_runs_by_execution ON map_runs (execution);

  CREATE TABLE children (
    id INTEGER PRIMARY KEY,
    map_run INTEGER NOT NULL REFERENCES map_runs ON DELETE CASCADE,
    place INTEGER,
    status TEXT NOT NULL,
    items INTEGER NOT NULL,
    started INTEGER,
    stopped INTEGER,
    redrives INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    error TEXT,
    cause TEXT,
    input TEXT NOT NULL,
    output TEXT
  ) STRICT;
  CREATE INDEX children_by_place ON children (map_run, place);

  CREATE TABLE logs (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES executions ON DELETE CASCADE,
    child TEXT,
    time INTEGER NOT NULL,
    level TEXT NOT NULL,
    source TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX logs_by_execution ON logs (execution, id);
  `,
  // children that were stopped by themselves, and what redrives were asked for with
  `
  CREATE TABLE child_stops (
    child INTEGER PRIMARY KEY REFERENCES children ON DELETE CASCADE,
    map_run INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;

  CREATE TABLE redrive_tokens (
    execution INTEGER NOT NULL REFERENCES executions ON DELETE CASCADE,
    token TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (execution, token)
  ) STRICT, WITHOUT ROWID;
  `,
  // which line of states an event is of, and what going on from it takes beside; where map runs stand, by their own visits
  `
  ALTER TABLE events ADD COLUMN line TEXT;
  ALTER TABLE events ADD COLUMN note TEXT;
  UPDATE map_runs SET visit = substr(visit, 1, instr(visit, '/')) || replace(visit, rtrim(visit, '0123456789'), '')
    WHERE visit IS NOT NULL;
  `,
  // machines that are deleted once what they run has ended, and what they are tagged with: JSON, values by their keys
  `
  ALTER TABLE machines ADD COLUMN is_deleting INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE machines ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
  `,
]
