import { parentPort, workerData } from "node:worker_threads"
import { makeFolderStore } from "./folder-store.ts"

/** A thread of its own that answers the ETags of the keys it is asked for. */
const { home, folder } = workerData as { readonly home: string; readonly folder: string }
const store = makeFolderStore({ buckets: { input: folder }, home })
parentPort?.on("message", async (key: string) => {
  parentPort?.postMessage((await store.head("input", key))?.etag)
})
