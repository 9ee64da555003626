import { quoteForShell } from "../shell-words.ts"

/** The command as it was typed, so that it can be told how to go on: its words after `mapfold`. */
export type CommandLine = readonly string[]

/** The same command again, to be pasted into a shell. */
export function describeCommand(words: CommandLine): string {
  // npm and npx put the command on the PATH of what they run, and not on that of the shell they were called from.
  const start = process.env.npm_command === undefined ? ["mapfold"] : ["npx", "mapfold"]
  return quoteForShell([...start, ...words])
}

/** The same command for one object alone. */
export function narrowTo(key: string, words: CommandLine): CommandLine {
  const kept: string[] = []
  for (let index = 0; index < words.length; index++) {
    if (words[index] === "--only") index++
    else if (!words[index]!.startsWith("--only=")) kept.push(words[index]!)
  }
  return [...kept, ...(key.startsWith("-") ? [`--only=${key}`] : ["--only", key])]
}
