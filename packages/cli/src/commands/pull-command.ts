import type { Command } from "commander"
import { DEBUG, makeCommand } from "../command.ts"
import type { Outcome } from "../exit-code.ts"
import { collectYears } from "../pull/years.ts"
import { addStageFlags, isOnStage, refuseFlags } from "../stage/stage-flags.ts"

/** `mapfold pull`: onto this machine or into S3, or with `--stage` onto a stage. */
export function makePullCommand(outcome: Outcome): Command {
  const command = makeCommand("pull")
    .description("copy real files from a public archive; what is there already is not copied again")
    .argument("<archive>", "which archive: gsod")
    .requiredOption("--year <years>", "2023 or 2019-2023; may be given more than once", collectYears)
    .option("--to <place>", "a folder, or s3://bucket/prefix")
    .option("--source <bucket>", "another bucket of the same form, as s3://bucket")
    .option("--endpoint-url <address>", "where the source is, if not in S3: http://127.0.0.1:9000")
  return addStageFlags(command, "copy into the input bucket of this stage on AWS, within S3")
    .option("--json", "as JSON")
    .option(...DEBUG)
    .addHelpText("after", PULL_HELP)
    .action(async (archive, options) => {
      if (isOnStage(options)) {
        refuseFlags(command, {
          to: "the files go into the stage's own input bucket; leave it out",
          endpointUrl: "AWS copies from S3 itself; leave it out",
        })
        const { pullToStage } = await import("../stage/commands/pull-archive.ts")
        outcome.code = await pullToStage(archive, options)
      } else {
        const { pullArchive } = await import("./pull.ts")
        outcome.code = await pullArchive(archive, options)
      }
    })
}

const PULL_HELP = `
Examples:
  mapfold pull gsod --year 2023 --to weather
  mapfold pull gsod --year 2019-2023 --to s3://my-bucket/gsod
  mapfold pull gsod --year 2023 --stage prod`
