import { globSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { parseSync } from "oxc-parser"
import { describe, expect, test } from "vitest"

// Who may import whom: docs and reviews say it, this test keeps it. Every import, export from, import() and require of
// every source counts.

type Import = { readonly from: string; readonly isType: boolean }

/** The parts of the tree, and which others each may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  functions: ["core"],
  local: ["core", "functions"],
  cli: ["core", "functions", "local"],
  bench: ["core", "functions", "local"],
  // Types only, and the API's alone of all that functions holds.
  web: ["core", "functions"],
  infra: ["core"],
  root: ["infra"],
}
/** Tests of infra hold what is deployed against what runs, those of the web drive the site as it is served. */
const TESTS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  infra: ["core", "functions", "local"],
  web: ["core", "functions", "local"],
}
const CORE_LIBRARIES = ["zod", "arquero"]
const AWS_PACKAGE = /^(@aws-sdk|@smithy)\//
const TEST_FILE = /\.(test|suite|fixture|test-d)\.tsx?$|\/e2e\//

/** What is wrong with the imports of a file; its path is relative to the root, with slashes. */
function complaints(path: string, source: string): string[] {
  return importsOf(path, source).flatMap((imported) => {
    const complaint = complain(path, imported)
    return complaint === null ? [] : [`${path} imports ${imported.from}: ${complaint}`]
  })
}

function complain(path: string, { from, isType }: Import): string | null {
  const part = partOf(path)
  const target = targetOf(path, from)
  const isTest = TEST_FILE.test(path)
  if (target === null) {
    if (path.startsWith("packages/core/src/") && !isTest && !CORE_LIBRARIES.includes(from)) {
      return `core imports ${CORE_LIBRARIES.join(" and ")} alone`
    }
    const mayUseAws = part === "functions" || part === "bench" || isTest
    return AWS_PACKAGE.test(from) && !mayUseAws ? "only functions has AWS packages" : null
  }
  if (target.part === part) return null
  if (from.startsWith(".") && part !== "root") return `${target.part} is reached by its package's name`
  if (isTest && TESTS_MAY_IMPORT[part]?.includes(target.part) === true) return null
  if (MAY_IMPORT[part]?.includes(target.part) !== true) return `${part} must not import ${target.part}`
  if (part === "infra" && !target.path.startsWith("workflow/")) return "infra imports core/workflow alone"
  if (part !== "web") return null
  if (!isType) return "web imports types alone"
  const isApi = target.part === "core" || target.path.startsWith("api/")
  return isApi ? null : "of functions, web imports the API's types alone"
}

function partOf(path: string): string {
  const [first, second] = path.split("/")
  if (first === "packages") return second!
  return first === "infra" ? "infra" : "root"
}

/** Where in the repository an import leads: a part, and a path in it below `src`. Null where it leads outside. */
function targetOf(path: string, from: string): { readonly part: string; readonly path: string } | null {
  if (from.startsWith(".")) {
    const file = posix.join(posix.dirname(path), from)
    return { part: partOf(file), path: file.replace(/^packages\/[^/]+\/(src\/)?/, "") }
  }
  const [scope, name = "", ...rest] = from.split("/")
  if (scope === "mapfold") return { part: "cli", path: "" }
  return scope === "@mapfold" ? { part: name, path: rest.join("/") } : null
}

function importsOf(path: string, source: string): Import[] {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]!.message}`)
  return [...walk(program)].flatMap(importOf)
}

type Node = { readonly type: string; readonly [field: string]: unknown }

function* walk(value: unknown): Generator<Node> {
  if (value === null || typeof value !== "object") return
  if ("type" in value && typeof value.type === "string") yield value as Node
  for (const child of Object.values(value)) yield* walk(child)
}

function importOf(node: Node): Import[] {
  const found = (literal: unknown, isType: boolean): Import[] => {
    const { value } = literal as { value?: unknown }
    return typeof value === "string" ? [{ from: value, isType }] : []
  }
  switch (node.type) {
    case "ImportDeclaration":
      return found(node.source, node.importKind === "type")
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return node.source ? found(node.source, node.exportKind === "type") : []
    case "ImportExpression":
      return found(node.source, false)
    case "TSImportType":
      return found(node.source, true)
    case "TSExternalModuleReference":
      return found(node.expression, false)
    case "CallExpression": {
      const [first] = node.arguments as unknown[]
      return (node.callee as Node).name === "require" && first ? found(first, false) : []
    }
    default:
      return []
  }
}

const SOURCES = [
  "*.ts",
  "infra/**/*.ts",
  "packages/*/*.ts",
  "packages/*/{src,e2e,kernel,bin}/**/*.{ts,tsx,js,mjs}",
]
/** AssemblyScript, whose decorated functions are no TypeScript; it imports nothing. */
const KERNELS = "packages/core/kernel/*-scan.ts"
const sources = globSync(SOURCES, { cwd: import.meta.dirname, exclude: [KERNELS] }).map((path) =>
  path.replaceAll("\\", "/"),
)

describe("the sources", () => {
  test("import along the arrows of the design alone", () => {
    const found = sources.flatMap((path) =>
      complaints(path, readFileSync(`${import.meta.dirname}/${path}`, "utf8")),
    )
    expect(found).toEqual([])
  })

  test("are all looked at", () => {
    for (const part of ["core", "functions", "local", "cli"]) {
      expect(sources.filter((path) => partOf(path) === part).length).toBeGreaterThan(5)
    }
    expect(sources).toContain("packages/core/src/store/object-store.ts")
  })
})

describe("the check", () => {
  test.each([
    [
      "packages/core/src/a.ts",
      'import { readFile } from "node:fs/promises"',
      "core imports zod and arquero alone",
    ],
    ["packages/core/src/a.ts", 'export * from "lodash"', "core imports zod and arquero alone"],
    [
      "packages/core/src/a.ts",
      'const s3 = await import("@aws-sdk/client-s3")',
      "core imports zod and arquero alone",
    ],
    ["packages/core/src/a.ts", 'import type { Resource } from "sst"', "core imports zod and arquero alone"],
    [
      "packages/core/src/a.ts",
      'type S = import("node:stream").Readable',
      "core imports zod and arquero alone",
    ],
    [
      "packages/core/src/a.ts",
      'import { x } from "../../functions/src/x.ts"',
      "reached by its package's name",
    ],
    [
      "packages/core/src/a.test.ts",
      'import { x } from "@mapfold/functions/x"',
      "core must not import functions",
    ],
    [
      "packages/functions/src/a.ts",
      'import { x } from "@mapfold/local/x"',
      "functions must not import local",
    ],
    ["packages/local/src/a.ts", 'const x = require("mapfold")', "local must not import cli"],
    [
      "packages/local/src/a.ts",
      'import { S3Client } from "@aws-sdk/client-s3"',
      "only functions has AWS packages",
    ],
    [
      "packages/cli/src/a.ts",
      'export { S3Client } from "@aws-sdk/client-s3"',
      "only functions has AWS packages",
    ],
    ["packages/bench/src/a.ts", 'import "mapfold"', "bench must not import cli"],
    ["packages/local/src/a.ts", 'import type { Page } from "@mapfold/web/page"', "local must not import web"],
    ["packages/web/src/a.ts", 'import { Run } from "@mapfold/core/run/run"', "web imports types alone"],
    ["packages/web/src/a.ts", 'import { type Run } from "@mapfold/core/run/run"', "web imports types alone"],
    ["packages/web/src/a.ts", 'import type { x } from "@mapfold/functions/process"', "the API's types alone"],
    ["packages/web/src/a.ts", 'import type { x } from "@mapfold/local/engine"', "web must not import local"],
    [
      "infra/workflow.ts",
      'import { jobs } from "@mapfold/core/jobs/jobs"',
      "infra imports core/workflow alone",
    ],
    [
      "infra/workflow.ts",
      'import { x } from "../packages/core/src/workflow/x.ts"',
      "reached by its package's name",
    ],
    [
      "infra/workflow.ts",
      'import x = require("@mapfold/functions/process")',
      "infra must not import functions",
    ],
    ["sst.config.ts", 'import("@mapfold/core/errors")', "root must not import core"],
  ])("finds fault in %s with %s", (path, source, complaint) => {
    expect(complaints(path, source)).toEqual([expect.stringContaining(complaint)])
  })

  test.each([
    [
      "packages/core/src/a.ts",
      'import * as z from "zod"; import { b } from "./b.ts"; export type { c } from "../c.ts"',
    ],
    [
      "packages/core/src/a.test.ts",
      'import { readFileSync } from "node:fs"; import { parse } from "csv-parse/sync"',
    ],
    [
      "packages/core/kernel/a.ts",
      'import asc from "assemblyscript/asc"; import { readFileSync } from "node:fs"',
    ],
    [
      "packages/functions/src/a.ts",
      'import { S3Client } from "@aws-sdk/client-s3"; import "@mapfold/core/errors"',
    ],
    [
      "packages/local/src/a.test.ts",
      'import { S3Client } from "@aws-sdk/client-s3"; import "@mapfold/functions/process"',
    ],
    ["packages/cli/src/a.ts", 'import "@mapfold/local/engine"; import "@mapfold/core/errors"; import(name)'],
    [
      "packages/web/src/a.ts",
      'import type { Run } from "@mapfold/core/run/run"; import type { Api } from "@mapfold/functions/api/index"',
    ],
    [
      "infra/workflow.ts",
      'import { definition } from "@mapfold/core/workflow/definition"; import { x } from "./stage.ts"',
    ],
    ["infra/iam/handler-calls.fixture.ts", 'import { makePrepare } from "@mapfold/functions/prepare"'],
    ["sst.config.ts", 'const { url } = await import("./infra/site.ts")'],
    ["packages/core/src/a.ts", '// import "node:fs"\nconst text = `import "node:fs"`'],
  ])("finds none in %s with %s", (path, source) => {
    expect(complaints(path, source)).toEqual([])
  })
})
