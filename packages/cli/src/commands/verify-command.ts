import type { Command } from "commander"
import { DEBUG, makeCommand } from "../command.ts"
import type { Outcome } from "../exit-code.ts"
import { addStageFlags } from "../stage/stage-flags.ts"

export function makeVerifyCommand(outcome: Outcome): Command {
  const command = makeCommand("verify").description(
    "run a small job with planted failures on a stage, and say which assumptions about AWS hold there",
  )
  return addStageFlags(command, "the stage on AWS, as it was deployed")
    .option("--yes", "do not ask whether the costs are fine")
    .option(
      "--out <file>",
      "write what AWS answered to this file, as recorded cases; ids of the account are masked",
    )
    .option("--json", "as JSON")
    .option(...DEBUG)
    .addHelpText(
      "after",
      "\nExamples:\n  mapfold verify --stage alice\n  mapfold verify --stage alice --yes --out answers.json",
    )
    .action(async (options) => {
      const { verifyStage } = await import("./verify.ts")
      outcome.code = await verifyStage(options)
    })
}
