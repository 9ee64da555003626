import type { en } from "./en.ts"

// The keys that `t` takes, and what each text has to be given.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell"
    resources: typeof en
  }
}
