import { StoreFailed } from "@mapfold/core/store/errors"

/** Whether an error of node:fs says that there is no such file: no entry, or a file where a folder would have to be. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === "ENOENT" || code === "ENOTDIR"
}

/** Nothing is written or removed through a link that leads out of its bucket's folder. */
export class LinkLeadsOut extends Error {
  override readonly name = "LinkLeadsOut"

  constructor(link: string, folder: string) {
    super(
      `${link} is a link that leads out of the bucket's folder ${folder}; give the folder that it leads to as the bucket`,
    )
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/** What node:fs threw at `path`, as the port says it: what could not be done, why, and what to do. */
export function toStoreFailed(what: string, path: string, error: unknown): StoreFailed {
  const advice = adviceOn(codeOf(error), path)
  return new StoreFailed(what, advice === null ? error : new Error(advice, { cause: error }))
}

function adviceOn(code: string | undefined, path: string): string | null {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return `permission denied; give the user that runs this access to ${path}`
    case "EROFS":
      return `the file system is read-only; choose a folder that can be written instead of ${path}`
    case "ENOSPC":
      return `no space left on the disk of ${path}; free some, or choose another folder`
    case "EDQUOT":
      return `the disk quota of this user is used up at ${path}; free some space, or choose another folder`
    case "EMFILE":
    case "ENFILE":
      return "too many open files; raise the limit (ulimit -n)"
    case "EISDIR":
    case "ENOTEMPTY":
      return `${path} is a folder; a folder cannot hold an object and others below its key`
    case "ENOTDIR":
    case "EEXIST":
      return `a part of ${path} is a file; a folder cannot hold an object and others below its key`
    case "ENAMETOOLONG":
      return `the path ${path} is too long for the file system; use a folder nearer to its root`
    default:
      return null
  }
}
