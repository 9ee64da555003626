import { defineConfig } from "vitest/config"

// One run at the root. "unit" is what a developer runs all day (under a minute); "e2e" drives the real command.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["*.test.ts", "packages/*/src/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["packages/*/e2e/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
