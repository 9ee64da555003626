import type { Job } from "../job/job.ts"
import { gsodHottest } from "./gsod/hottest.ts"
import { webLogs } from "./web-logs/web-logs.ts"

/** Every job that can be run, the default first. */
export const jobs: readonly Job[] = [gsodHottest, webLogs]
