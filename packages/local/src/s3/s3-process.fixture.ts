import { makeS3Server } from "./s3-server.ts"

/** A process of its own that serves a home until it is ended, and says where. */
const [home = ""] = process.argv.slice(2)
const { url } = await makeS3Server({
  home,
  buckets: { files: `${home}/files` },
  credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
})
process.stdout.write(`${url}\n`)
