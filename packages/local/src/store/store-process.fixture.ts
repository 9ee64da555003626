import { makeFolderStore } from "./folder-store.ts"

/** A process of its own that does one thing to a folder, and prints what came of it. */
const [folder = "", action = "", key = "", text = "", ifMatch] = process.argv.slice(2)
const store = makeFolderStore({ buckets: { files: folder } })

async function act(): Promise<string> {
  switch (action) {
    case "put":
      await store.put("files", key, new TextEncoder().encode(text), ifMatch === undefined ? {} : { ifMatch })
      return text
    case "head":
      return String((await store.head("files", key))?.size)
    case "open":
      return String((await store.open("files", key)).size)
    default: {
      const keys: string[] = []
      for await (const page of store.list("files")) keys.push(...page.map((summary) => summary.key))
      return keys.join(" ")
    }
  }
}

/** The user "nobody": root may do everything, and would find nothing forbidden. */
const NOBODY = 65_534
if (process.getuid?.() === 0) {
  process.setgroups?.([])
  process.setgid?.(NOBODY)
  process.setuid?.(NOBODY)
}

process.stdout.write(
  await act().then(
    (outcome) => `done ${outcome}`,
    (error: Error) => `${error.name} ${error.message}`,
  ),
)
