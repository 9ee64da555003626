import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Fields } from "../../evaluate/resource.ts"
import type { Kept } from "../pulumi-state.ts"
import { unzip } from "./unzip.ts"

/** A Lambda function as it was deployed. */
export type DeployedFunction = {
  /** `mapfold-ci-process` */
  readonly name: string
  readonly arn: string
  /** Where its code lies, unpacked. */
  readonly folder: string
  /** `bundle.handler` */
  readonly handler: string
  readonly memoryMegabytes: number
  readonly timeoutSeconds: number
  readonly environment: Readonly<Record<string, string>>
  readonly logGroup: string
  /** Where SST keeps the source map of its code. */
  readonly sourceMap: string
}

/** The functions of a stack, each with the code that was uploaded for it unpacked below the folder. */
export function unpackFunctions(stack: readonly Kept[], folder: string): readonly DeployedFunction[] {
  return stack
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ inputs, outputs }) => {
      const name = String(inputs.name)
      const code = join(folder, name)
      for (const [file, content] of unzip(readFileSync(pathOfObject(stack, String(inputs.s3Key))))) {
        mkdirSync(dirname(join(code, file)), { recursive: true })
        writeFileSync(join(code, file), content)
      }
      const variables = (inputs.environment as Fields).variables as Readonly<Record<string, string>>
      const logGroup = String((inputs.loggingConfig as Fields).logGroup)
      return {
        ...{ name, arn: String(outputs.arn), folder: code, handler: String(inputs.handler), logGroup },
        ...{ memoryMegabytes: Number(inputs.memorySize), timeoutSeconds: Number(inputs.timeout) },
        environment: variables,
        sourceMap: pathOfObject(stack, (key) => key.startsWith("sourcemap/") && key.includes(`/${name}/`)),
      }
    })
}

/** The file that an object of SST's asset bucket was made of. Throws `TypeError` where there is none. */
function pathOfObject(stack: readonly Kept[], wanted: string | ((key: string) => boolean)): string {
  const isWanted = typeof wanted === "string" ? (key: string) => key === wanted : wanted
  const object = stack.find(
    ({ type, inputs }) => type === "aws:s3/bucketObjectv2:BucketObjectv2" && isWanted(String(inputs.key)),
  )
  if (object === undefined) throw new TypeError(`nothing was uploaded under ${String(wanted)}`)
  return String((object.inputs.source as Fields).path)
}
