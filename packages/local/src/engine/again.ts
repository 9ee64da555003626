import { againInput } from "@mapfold/core/prepare/again-input"
import type { Again } from "@mapfold/core/prepare/prepare"
import { RunControl } from "@mapfold/core/workflow/payloads"
import { NotRepairable } from "../errors.ts"
import type { KeptExecution } from "../state/executions.ts"

const Links = RunControl.pick({ repairs: true, reduces: true })

/** The runs that an execution of the workflow begins with, as its input (JSON) says it. */
export function readLinks(input: string): {
  readonly repairs: string | null
  readonly reduces: string | null
} {
  const { repairs = null, reduces = null } = Links.safeParse(JSON.parse(input)).data ?? {}
  return { repairs, reduces }
}

/** The input of a run that begins with this one. Throws `NotRepairable` while this one goes on. */
export function inputOfAgain({ name, status, input }: KeptExecution, kind: Again["kind"]): unknown {
  if (status !== "RUNNING") return againInput(JSON.parse(input), { kind, run: name })
  throw new NotRepairable(`run "${name}" has not ended: "mapfold resume" goes on with it if nobody runs it`)
}
