import { installPlatform } from "./install-platform.ts"

/** Once before all tests of infra. */
export default () => installPlatform()
