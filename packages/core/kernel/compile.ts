import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import asc from "assemblyscript/asc"

export const kernelModulePath = fileURLToPath(new URL("../src/csv/scan-kernel.wasm.ts", import.meta.url))

/** Compiles kernel/scan.ts; the same source gives the same bytes. */
export async function compileKernel(): Promise<Uint8Array> {
  const source = readFileSync(new URL("./scan.ts", import.meta.url), "utf8")
  let binary: Uint8Array | undefined
  const options = [
    "scan.ts",
    "--outFile",
    "scan.wasm",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
  ]
  const optimise = ["-O3", "--noAssert", "--initialMemory", "1", "--use", "abort="]
  const { error, stderr } = await asc.main([...options, ...optimise], {
    readFile: (name) => (name === "scan.ts" ? source : null),
    writeFile: (name, contents) => {
      if (name === "scan.wasm" && typeof contents !== "string") binary = contents
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined)
    throw new Error(`kernel/scan.ts: ${error?.message}\n${stderr.toString()}`)
  return binary
}

export function kernelModuleText(binary: Uint8Array): string {
  const lines =
    Buffer.from(binary)
      .toString("base64")
      .match(/.{1,100}/g) ?? []
  return `// Made by "npm run kernel" from kernel/scan.ts: do not edit.
export const scanKernel =
${lines.map((line) => `  "${line}"`).join(" +\n")}
`
}
