import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"

/** A disk of so many KB in a folder, for as long as `use` takes. Only root can have one. */
export async function withSmallDisk<T>(folder: string, kilobytes: number, use: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder], { stdio: "pipe" })
  } catch (error) {
    throw new Error(
      `no tmpfs can be mounted at ${folder}: run the tests as root in a place that allows it, a full disk is tested for real`,
      { cause: error },
    )
  }
  try {
    return await use()
  } finally {
    execFileSync("umount", [folder])
  }
}
