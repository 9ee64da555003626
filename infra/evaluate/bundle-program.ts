import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join, sep } from "node:path"
import type { StageSettingsInput } from "../settings.ts"
import { PLATFORM, ROOT } from "./paths.ts"

/** As much of esbuild as is used: SST's own copy, which has no types here. */
type Esbuild = { build(options: Record<string, unknown>): Promise<unknown> }
type Plugin = {
  readonly name: string
  setup(build: {
    onLoad(
      options: { readonly filter: RegExp },
      load: (file: { readonly path: string }) => Promise<{ contents: string; loader: string } | undefined>,
    ): void
    onResolve(
      options: { readonly filter: RegExp },
      resolve: (imported: { readonly importer: string }) => { external: true } | undefined,
    ): void
  }): void
}

/** What SST's command puts in front of each file that is not its own. */
const GLOBALS = `
import * as aws from "@pulumi/aws"
import * as sst from ${JSON.stringify(join(PLATFORM, "src/components"))}
`

/** Modules of a bundle for Node still call these. */
const BANNER = `
import { createRequire as makeRequire } from "node:module"
import { fileURLToPath as toPath } from "node:url"
const require = makeRequire(import.meta.url)
const __filename = toPath(import.meta.url)
const __dirname = toPath(new URL(".", import.meta.url))
`

export type ProgramSource = {
  /** Where the bundle is written: below `.sst/platform`, whose packages it imports. */
  readonly outfile: string
  /** TypeScript that runs after `run()`, with SST's globals: for programs that go wrong. */
  readonly extra: string
  /** Instead of the table in infra/stages.ts. */
  readonly stages: Readonly<Record<string, StageSettingsInput>> | null
}

/**
 * Bundles sst.config.ts as SST's command does, but for the stage: `$app`, `$cli` and `$dev` are globals, so that one bundle
 * serves any. The module exports `config` and `run`.
 */
export async function bundleProgram({ outfile, extra, stages }: ProgramSource): Promise<void> {
  const esbuild: Esbuild = createRequire(join(PLATFORM, "package.json"))("esbuild")
  await esbuild.build({
    stdin: {
      contents: `
        ${GLOBALS}
        import { run as runProgram } from ${JSON.stringify(join(PLATFORM, "src/auto/run.ts"))}
        import config from ${JSON.stringify(join(ROOT, "sst.config.ts"))}
        export { config }
        export const run = () => runProgram(async () => {
          const outputs = await config.run()
          ${extra}
          return outputs
        })
      `,
      resolveDir: ROOT,
      sourcefile: "evaluate.ts",
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["@pulumi/*", "@pulumiverse/*", "@aws-sdk/*", "undici"],
    inject: [join(PLATFORM, "src/shim/run.js")],
    banner: { js: BANNER },
    logLevel: "silent",
    plugins: [...(stages === null ? [] : [replaceStages(stages)]), addGlobals(), leavePackages()],
  })
}

function addGlobals(): Plugin {
  const isOurs = (path: string) =>
    path.startsWith(ROOT) && !path.includes(`${sep}.sst${sep}`) && !path.includes(`${sep}node_modules${sep}`)
  return {
    name: "globals",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!isOurs(path)) return undefined
        return { contents: `${GLOBALS}${await readFile(path, "utf8")}`, loader: "ts" }
      })
    },
  }
}

function replaceStages(stages: Readonly<Record<string, StageSettingsInput>>): Plugin {
  const contents = `export const stages = ${JSON.stringify(stages)}`
  return {
    name: "stages",
    setup: (build) =>
      build.onLoad({ filter: /infra\/stages\.ts$/ }, async () => ({ contents, loader: "ts" })),
  }
}

/** Packages that SST's own files import are left to Node: the bundle lies beside them. */
function leavePackages(): Plugin {
  return {
    name: "packages",
    setup: (build) =>
      build.onResolve({ filter: /^[^./]/ }, ({ importer }) =>
        importer.startsWith(PLATFORM) ? { external: true } : undefined,
      ),
  }
}
