import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { PLACE } from "@mapfold/local/engine/start-run"
import { ROOT } from "../evaluate/paths.ts"
import { PROGRAM_FLAGS } from "../evaluate/program-flags.ts"
import { type Account, CREDENTIALS } from "./account.ts"

/** Milliseconds. A command takes 3 s where nothing else runs, and ten times that on a busy machine. */
const TIMEOUT = 120_000

export type Ended = {
  /** Null where it had to be ended. */
  readonly code: number | null
  /** What a person would have seen. */
  readonly printed: string
  readonly milliseconds: number
}

/** SST's own command in a checkout, with an account of its own, and the stand-in for pulumi where SST keeps that. */
export function makeSst(checkout: string, home: string, { url, s3Url }: Pick<Account, "url" | "s3Url">) {
  const bin = join(home, ".config", "sst", "bin")
  mkdirSync(bin, { recursive: true })
  const program = join(import.meta.dirname, "pulumi-process.ts")
  const node = [process.execPath, ...PROGRAM_FLAGS, program].map((part) => `'${part}'`).join(" ")
  writeFileSync(join(bin, "pulumi"), `#!/bin/sh\nexec ${node} "$@"\n`, { mode: 0o755 })
  const env = {
    PATH: `${join(ROOT, "node_modules", ".bin")}:${process.env.PATH}`,
    HOME: home,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: PLACE.region,
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: s3Url,
    AWS_EC2_METADATA_DISABLED: "true",
    SST_SKIP_DEPENDENCY_CHECK: "1",
    SST_NO_BUN: "1",
    SST_TELEMETRY_DISABLED: "1",
  }
  return function sst(...args: readonly string[]): Promise<Ended> {
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const child = spawn(join(ROOT, "node_modules", ".bin", "sst"), args, {
        ...{ cwd: checkout, env, timeout: TIMEOUT },
        stdio: ["ignore", "pipe", "pipe"],
      })
      let printed = ""
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          printed += text
        })
      child.on("error", reject)
      child.on("close", (code) => {
        const milliseconds = Math.round(performance.now() - began)
        resolve({ code, printed: stripVTControlCharacters(printed), milliseconds })
      })
    })
  }
}

export type Sst = ReturnType<typeof makeSst>
