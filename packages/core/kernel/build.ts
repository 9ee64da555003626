import { writeFileSync } from "node:fs"
import { compileKernel, kernelModulePath, kernelModuleText, kernels } from "./compile.ts"

for (const kernel of kernels) {
  writeFileSync(kernelModulePath(kernel), kernelModuleText(kernel, await compileKernel(kernel)))
}
