import { mkdirSync, readdirSync, rmSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { makeS3Client } from "@mapfold/functions/s3-client"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { makeS3Server } from "@mapfold/local/s3/s3-server"
import { scratch } from "./command.ts"
import { startFaultyProxy } from "./faults/faulty-proxy.ts"

const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

// Bodies that break or come wrong are left out: an object that is replaced meanwhile cannot be read to its end then.
testObjectStore("S3 that fails or loses the answer one time in seven", async () => {
  const { path: home, remove } = scratch()
  const folder = join(home, "files")
  mkdirSync(folder)
  const server = await makeS3Server({ home, buckets: { files: folder }, credentials })
  const proxy = await startFaultyProxy(server.url, { faults: ["error", "lost"], share: 0.15, seed: 3 })
  const client = makeS3Client("eu-central-1", { endpoint: proxy.url, forcePathStyle: true, credentials })
  const store = makeS3Store(client)
  return {
    store,
    bucket: "files",
    missingBucket: "nowhere",
    reset() {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    },
    async openCut(key, at) {
      proxy.cutAfter(at)
      const reader = await store.open("files", key)
      utimesSync(join(folder, key), 1, 1)
      return reader
    },
    async dispose() {
      client.destroy()
      await proxy.stop()
      await server.close()
      remove()
      if ((store.retries?.() ?? 0) < proxy.injected.length / 2) throw new Error("hardly anything went wrong")
    },
  }
})
