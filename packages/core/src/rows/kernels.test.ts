import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { compileKernel, kernelModulePath, kernelModuleText, kernels } from "../../kernel/compile.ts"

describe("the committed kernels", () => {
  test.each(kernels)("hold what $source compiles to", { timeout: 60_000 }, async (kernel) => {
    const committed = readFileSync(kernelModulePath(kernel), "utf8")
    const compiled = kernelModuleText(kernel, await compileKernel(kernel))
    expect(committed === compiled, `${kernel.module} is stale: run "npm run kernel" in packages/core`).toBe(
      true,
    )
  })
})
