import { globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { expect, test } from "vitest"

const HERE = new URL("..", import.meta.url)

/** Class names that selectors of a style sheet begin with, and whose they are: a screen's, or everybody's. */
function leadingClasses(file: string): { readonly owner: string; readonly name: string }[] {
  const owner = file.startsWith("screens/") ? dirname(file) : "everybody"
  const rules = readFileSync(new URL(file, HERE), "utf8").replace(/\/\*[\s\S]*?\*\//g, "")
  return [...rules.matchAll(/([^{};]+)\{/g)].flatMap(([, selectors = ""]) =>
    selectors.split(",").flatMap((selector) => {
      const name = /^\.([\w-]+)/.exec(selector.trim())?.[1]
      return name === undefined ? [] : [{ owner, name }]
    }),
  )
}

// A screen's style sheet stays when another screen is gone to: what it says of a class, it says of everybody's.
test("no two screens say how the same class looks", () => {
  const owners = new Map<string, Set<string>>()
  for (const file of globSync("**/*.css", { cwd: HERE.pathname }))
    for (const { owner, name } of leadingClasses(file))
      owners.set(name, (owners.get(name) ?? new Set()).add(owner))
  expect(owners.size).toBeGreaterThan(100)
  const shared = [...owners]
    .filter(([, of]) => of.size > 1)
    .map(([name, of]) => `.${name}: ${[...of].join(", ")}`)
  expect(shared).toEqual([])
})
