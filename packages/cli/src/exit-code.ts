/** What the command answers to the shell; README and `--help` say the same. */
export const EXIT = {
  /** Done, also where failures were tolerated. */
  done: 0,
  runFailed: 1,
  usage: 2,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What a command's action leaves behind: main reads it once the action is over. */
export type Outcome = { code: ExitCode }
