import { fillInput, findDay } from "@mapfold/core/workflow/scheduled-input"
import * as z from "zod"

/** What the stage's settings say of its schedule, as its function is told. */
export const Schedule = z.strictObject({
  /** The execution's, with words for the day that it is of. */
  input: z.record(z.string(), z.json()),
  /** In which a time falls on a day, and how many days before that day the run's is. */
  timezone: z.string(),
  daysBefore: z.int().min(0),
})
export type Schedule = z.infer<typeof Schedule>

/** What the schedule is told to send: the time that it was for, whenever it comes, and however often. */
const Scheduled = z.object({ scheduledTime: z.iso.datetime() })

export type SchedulePorts = {
  readonly schedule: Schedule
  /** Answers false where there was an execution of that name already. */
  readonly start: (name: string, input: string) => Promise<boolean>
}

/** The run that was started, or null where it had been before. */
export type ScheduledAnswer = { readonly run: string | null }

/**
 * Starts the run of a scheduled time, and of its day. Its name is made of that time, `schedule-20260102T060000Z`, so that a
 * time which is delivered twice starts one run: EventBridge Scheduler delivers at least once, and what it calls an execution's
 * id is another one with each attempt.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function makeScheduled({ schedule: { input, timezone, daysBefore }, start }: SchedulePorts) {
  return async function startScheduled(event: unknown): Promise<ScheduledAnswer> {
    const { scheduledTime } = Scheduled.parse(event)
    // the name of an execution has no colons
    const run = `schedule-${scheduledTime.replaceAll(/[-:]/g, "")}`
    const filled = fillInput(input, findDay(new Date(scheduledTime), timezone, daysBefore))
    return { run: (await start(run, JSON.stringify(filled))) ? run : null }
  }
}
