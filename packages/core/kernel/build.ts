import { writeFileSync } from "node:fs"
import { compileKernel, kernelModulePath, kernelModuleText } from "./compile.ts"

writeFileSync(kernelModulePath, kernelModuleText(await compileKernel()))
