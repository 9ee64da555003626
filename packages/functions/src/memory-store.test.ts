import { ObjectChanged } from "@mapfold/core/store/errors"
import type { ObjectReader } from "@mapfold/core/store/object-store"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { makeMemoryStore } from "./memory-store.fixture.ts"

// The tests of the handlers rest on it, so it passes what every store does.
testObjectStore("memory", () => {
  const { store, keys } = makeMemoryStore("files")
  return {
    store,
    bucket: "files",
    missingBucket: "nowhere",
    async reset() {
      for (const key of keys("files")) await store.remove("files", key)
    },
    async openCut(key, at): Promise<ObjectReader> {
      const reader = await store.open("files", key)
      let left = at
      return {
        ...reader,
        async read(into) {
          const count = await reader.read(into.subarray(0, left))
          left -= count
          if (count === 0) throw new ObjectChanged("files", key, reader.etag, "none")
          return count
        },
      }
    },
    dispose() {},
  }
})
