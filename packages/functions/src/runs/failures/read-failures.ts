import { describeFailure, describeReject } from "@mapfold/core/report/describe"
import type { Cause, FailuresView } from "@mapfold/core/status/failure-view"
import type { Ports } from "../ports.ts"
import { collectFailures } from "./collect-failures.ts"
import type { Failures, FoundFailure } from "./failure-account.ts"

/** What has failed, by cause: whatever spoils most objects first, then what spoils most records. Throws `NoSuchRun`. */
export async function readFailures(ports: Ports, run: string): Promise<FailuresView> {
  const execution = await ports.machine.describe(run)
  const found = await collectFailures(ports, execution)
  const { objects, records, isPartial } = found
  return {
    causes: [...objectCauses(found.failures), ...recordCauses(found)],
    ...{ objects, records, isPartial, isRunning: execution.endedAt === null },
    hasReport: (await ports.files.report(execution)) !== null,
  }
}

function objectCauses(failures: readonly FoundFailure[]): Cause[] {
  const groups = new Map<string, FoundFailure[]>()
  for (const failure of failures) {
    const group = groups.get(failure.error)
    if (group === undefined) groups.set(failure.error, [failure])
    else group.push(failure)
  }
  const causes = [...groups].map(([name, group]): Cause => {
    const { length } = group
    return { kind: "object", name, count: length, objects: length, example: describeFailure(group[0]!) }
  })
  return causes.sort(byCount)
}

function recordCauses({ byRule, examples, records }: Failures): Cause[] {
  const rules = Object.entries(byRule)
  const causes = rules.map(([name, count]): Cause => {
    const example = examples.find(({ rule }) => rule === name)
    return {
      ...{ kind: "record", name, count },
      // an object may break several rules: only of one alone are its objects known
      objects: rules.length === 1 ? records.objects : null,
      example: example === undefined ? "" : describeReject(example),
    }
  })
  return causes.sort(byCount)
}

function byCount(left: Cause, right: Cause): number {
  return right.count - left.count || (left.name < right.name ? -1 : 1)
}
