import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router"
import { readBatchesSearch } from "../screens/batches/search.ts"
import { readFailuresSearch } from "../screens/failures/search.ts"
import { readLogsSearch } from "../screens/logs/search.ts"
import { readNewRunSearch } from "../screens/new-run/search.ts"
import { readQualitySearch } from "../screens/quality/search.ts"
import { readResultSearch } from "../screens/result/search.ts"
import { readRunSearch } from "../screens/run/search.ts"
import { readRunsSearch } from "../screens/runs/search.ts"
import { NotFound } from "./not-found.tsx"
import { ScreenError } from "./screen-error.tsx"
import { parseSearch, stringifySearch } from "./search-values.ts"
import { Shell } from "./shell.tsx"

// Every address of the site. A screen's code is loaded when it is first gone to; what its address may say behind the
// question mark is declared beside it.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const runs = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import("../screens/runs/screen.tsx"), "RunsScreen"),
})
const newRun = createRoute({
  getParentRoute: () => root,
  path: "/new",
  validateSearch: readNewRunSearch,
  component: lazyRouteComponent(() => import("../screens/new-run/screen.tsx"), "NewRunScreen"),
})
const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$run",
  component: lazyRouteComponent(() => import("../screens/run/layout.tsx"), "RunLayout"),
})
const overview = createRoute({
  getParentRoute: () => run,
  path: "/",
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import("../screens/run/screen.tsx"), "RunScreen"),
})
const batches = createRoute({
  getParentRoute: () => run,
  path: "/batches",
  validateSearch: readBatchesSearch,
  component: lazyRouteComponent(() => import("../screens/batches/screen.tsx"), "BatchesScreen"),
})
const failures = createRoute({
  getParentRoute: () => run,
  path: "/failures",
  validateSearch: readFailuresSearch,
  component: lazyRouteComponent(() => import("../screens/failures/screen.tsx"), "FailuresScreen"),
})
const quality = createRoute({
  getParentRoute: () => run,
  path: "/quality",
  validateSearch: readQualitySearch,
  component: lazyRouteComponent(() => import("../screens/quality/screen.tsx"), "QualityScreen"),
})
const result = createRoute({
  getParentRoute: () => run,
  path: "/result",
  validateSearch: readResultSearch,
  component: lazyRouteComponent(() => import("../screens/result/screen.tsx"), "ResultScreen"),
})
const logs = createRoute({
  getParentRoute: () => run,
  path: "/logs",
  validateSearch: readLogsSearch,
  component: lazyRouteComponent(() => import("../screens/logs/screen.tsx"), "LogsScreen"),
})

export const router = createRouter({
  routeTree: root.addChildren([
    runs,
    newRun,
    run.addChildren([overview, batches, failures, quality, result, logs]),
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: ScreenError,
  // The code of a screen comes while the pointer is still on its way to the click.
  defaultPreload: "intent",
  scrollRestoration: true,
})

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router
  }
}
