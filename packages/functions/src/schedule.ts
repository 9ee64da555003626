import * as z from "zod"

/** What the schedule is told to send: the time that it was for, whenever it comes, and however often. */
const Scheduled = z.object({ scheduledTime: z.iso.datetime() })

export type SchedulePorts = {
  /** The execution's, as JSON. */
  readonly input: string
  /** Answers false where there was an execution of that name already. */
  readonly start: (name: string, input: string) => Promise<boolean>
}

/** The run that was started, or null where it had been before. */
export type ScheduledAnswer = { readonly run: string | null }

/**
 * Starts the run of a scheduled time. Its name is made of that time, `schedule-20260102T060000Z`, so that a time which is
 * delivered twice starts one run: EventBridge Scheduler delivers at least once, and what it calls an execution's id is another
 * one with each attempt.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function makeScheduled({ input, start }: SchedulePorts) {
  return async function startScheduled(event: unknown): Promise<ScheduledAnswer> {
    const { scheduledTime } = Scheduled.parse(event)
    // the name of an execution has no colons
    const run = `schedule-${scheduledTime.replaceAll(/[-:]/g, "")}`
    return { run: (await start(run, input)) ? run : null }
  }
}
