import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

/** While the site is being worked on, its API is that of `mapfold serve --site-port 8080`. */
const API = process.env.MAPFOLD_API ?? "http://127.0.0.1:8080"

export default defineConfig({
  plugins: [react()],
  build: {
    // Browsers of 2024 on: nested CSS and `oklch` stay as they are written.
    target: ["chrome123", "firefox125", "safari17.5"],
    // Small files too stay files: the page's policy takes no data: script or style.
    assetsInlineLimit: 0,
    // The policy allows no inline script, and browsers of the target preload modules by themselves.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: API, changeOrigin: false } } },
})
