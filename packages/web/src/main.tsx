import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { makeQueryClient } from "./api/query-client.ts"
import { router } from "./app/router.tsx"
import { followSystemTheme } from "./app/theme.ts"
import { startLanguage } from "./i18n/start-language.ts"
import "./style/tokens.css"
import "./style/base.css"
import "./style/parts.css"
import "./style/plot.css"
import "./style/shell.css"

followSystemTheme()
await startLanguage()
createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
