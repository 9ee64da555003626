/** Where a job's objects are: keys that begin with `prefix` and end in `suffix`, or in `suffix` and `.gz`. */
export type Selection = { readonly prefix: string; readonly suffix: string }

/** Whether an object is one of the job's. Folder marks and files of another kind are listed too, and skipped. */
export function isSelected(key: string, { prefix, suffix }: Selection): boolean {
  if (!key.startsWith(prefix) || key.endsWith("/")) return false
  return key.endsWith(suffix) || key.endsWith(`${suffix}.gz`)
}
