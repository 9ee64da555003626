import type { MachineIdentity } from "./thread.ts"

/** The ARNs of a machine and what it runs, as AWS builds them; `label` is a Distributed Map's. */
export function arnsOf({ region, account, name, role }: MachineIdentity) {
  const arn = (kind: string, rest: string) => `arn:aws:states:${region}:${account}:${kind}:${rest}`
  return {
    stateMachine: arn("stateMachine", name),
    execution: (execution: string) => arn("execution", `${name}:${execution}`),
    role: role ?? `arn:aws:iam::${account}:role/${name}`,
    mapRun: (label: string, uuid: string) => arn("mapRun", `${name}/${label}:${uuid}`),
    childMachine: (label: string) => arn("stateMachine", `${name}/${label}`),
    child: (label: string, uuid: string) => arn("execution", `${name}/${label}:${uuid}`),
  }
}

export type Arns = ReturnType<typeof arnsOf>
