import { NoSuchBatch, NoSuchRun } from "../errors.ts"

/** An execution's name, which is part of keys too; AWS allows more, but nothing that Mapfold starts has it. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}$/

export function isRunName(name: string): boolean {
  return NAME.test(name)
}

/** `arn:aws:states:…:stateMachine:m` to `arn:aws:states:…:execution:m:<run>`. Throws `NoSuchRun`. */
export function executionArn(stateMachineArn: string, run: string): string {
  if (!isRunName(run)) throw new NoSuchRun(run)
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${run}`
}

/** `arn:aws:states:…:mapRun:m/<label>:<uuid>` to `arn:aws:states:…:execution:m/<label>:<child>`. Throws `NoSuchBatch`. */
export function childArn(mapRunArn: string, run: string, child: string): string {
  if (!NAME.test(child)) throw new NoSuchBatch(run, child)
  const machine = mapRunArn.replace(":mapRun:", ":execution:")
  return `${machine.slice(0, machine.lastIndexOf(":"))}:${child}`
}

/** `<label>` of a map run's ARN. */
export function labelOf(mapRunArn: string): string {
  return /:mapRun:[^/]+\/([^:]+):/.exec(mapRunArn)?.[1] ?? ""
}
