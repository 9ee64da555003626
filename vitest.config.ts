import { defineConfig } from "vitest/config"

/** See docs/decisions/2026-11-23-ends-are-tried-twice-in-ci.md. What fails at a developer's machine fails at once. */
const retry = process.env.CI ? 1 : 0

// One run at the root. "unit" is what a developer runs all day (under a minute); "e2e" drives the real command.
export default defineConfig({
  test: {
    // All cores: else one is left out, which is half of a machine with two.
    maxWorkers: "100%",
    reporters: ["default", "./scripts/flaky-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["*.test.ts", "packages/*/src/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 20_000,
          // Modules are loaded once a worker and not once a file: a fifth of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["packages/*/e2e/**/*.test.ts"],
          exclude: ["**/node_modules/**", "packages/web/**"],
          retry,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // the status site in a real Chromium, one for all files; after the others, since it is about what a person waits for
        test: {
          name: "site",
          include: ["packages/web/e2e/**/*.test.ts"],
          globalSetup: ["packages/web/e2e/browser/global-setup.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          retry,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // what would be deployed, evaluated without AWS: needs .sst/platform, which it makes once
        test: {
          name: "infra",
          include: ["infra/**/*.test.ts"],
          exclude: ["infra/e2e/**"],
          globalSetup: ["infra/evaluate/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // deployed by SST's own command, without an account, and run: CI has it as a step of its own
        test: {
          name: "deployed",
          include: ["infra/e2e/**/*.test.ts"],
          globalSetup: ["infra/e2e/global-setup.ts"],
          retry,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
