import { existsSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { ROOT } from "./paths.ts"

/** What a handler's source may end in, in SST's order. */
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]

type BuildInput = { readonly functionID: string; readonly handler: string }

/**
 * Answers the calls that SST's components make of SST's command. A handler is looked for and not bundled: an empty folder
 * stands for its bundle.
 */
export async function startSstServer(work: string) {
  const built: string[] = []

  async function answer(method: string, input: unknown): Promise<unknown> {
    switch (method) {
      case "Provider.Aws.Bootstrap":
        return { asset: "sst-asset", assetEcrUrl: "", assetEcrRegistryId: "", state: "sst-state" }
      case "Provider.Aws.Appsync":
        return { http: "events.appsync.test", realtime: "live.appsync.test" }
      case "Runtime.AddTarget":
        return true
      case "Runtime.Build":
        return build(input as BuildInput)
      default:
        throw new Error(`SST's components call ${method}: add an answer to infra/evaluate/sst-server.ts`)
    }
  }

  async function build({ functionID, handler }: BuildInput) {
    const source = handler.slice(0, handler.lastIndexOf("."))
    if (!EXTENSIONS.some((extension) => existsSync(join(ROOT, `${source}${extension}`))))
      return { errors: [`Handler not found: ${handler}`], handler: "", out: "", sourcemaps: [] }
    built.push(handler)
    const out = join(work, "artifacts", `${functionID}-src`)
    await mkdir(out, { recursive: true })
    await writeFile(join(out, "bundle.mjs"), `// ${handler}\n`)
    return {
      errors: [],
      handler: `bundle.${handler.slice(handler.lastIndexOf(".") + 1)}`,
      out,
      sourcemaps: [],
    }
  }

  const server = createServer(async (request, response) => {
    try {
      const { method, params } = JSON.parse(await readText(request))
      response.end(JSON.stringify({ result: await answer(method, params[0]) }))
    } catch (error) {
      response.end(JSON.stringify({ error: (error as Error).message }))
    }
  })
  // An idle connection would keep the program's process from ending.
  server.keepAliveTimeout = 1
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    built,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function readText(request: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}
