import type { TestProject } from "vitest/node"
import { type Deployment, deploy } from "./deployment.ts"

declare module "vitest" {
  export interface ProvidedContext {
    deployment: Deployment
  }
}

/** One deploy before all tests, which all look at. */
export default async (project: TestProject) => {
  const { close, ...deployment } = await deploy()
  project.provide("deployment", deployment)
  return close
}
