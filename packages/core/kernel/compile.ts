import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import asc from "assemblyscript/asc"

/** The kernels: a source beside this file, and the module that holds what it compiles to. */
export const kernels = [
  { source: "csv-scan.ts", module: "../src/csv/csv-kernel.wasm.ts" },
  { source: "json-scan.ts", module: "../src/json/json-kernel.wasm.ts" },
] as const
export type KernelFiles = (typeof kernels)[number]

export function kernelModulePath(kernel: KernelFiles): string {
  return fileURLToPath(new URL(kernel.module, import.meta.url))
}

/** Compiles a kernel; the same source gives the same bytes. */
export async function compileKernel(kernel: KernelFiles): Promise<Uint8Array> {
  const source = readFileSync(new URL(kernel.source, import.meta.url), "utf8")
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
    throw new Error(`kernel/${kernel.source}: ${error?.message}\n${stderr.toString()}`)
  return binary
}

/** The module's text: the binary in base64. */
export function kernelModuleText(kernel: KernelFiles, binary: Uint8Array): string {
  const lines =
    Buffer.from(binary)
      .toString("base64")
      .match(/.{1,100}/g) ?? []
  return `// Made by "npm run kernel" from kernel/${kernel.source}: do not edit.
export const kernel =
${lines.map((line) => `  "${line}"`).join(" +\n")}
`
}
