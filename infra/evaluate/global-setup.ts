import { buildPages } from "./build-pages.ts"
import { installPlatform } from "./install-platform.ts"

/** Once before all tests of infra. */
export default async (): Promise<void> => {
  await Promise.all([installPlatform(), buildPages()])
}
