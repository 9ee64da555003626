// Before anything is painted, so that the page never flashes in the other theme. src/app/theme.ts goes on from here.
{
  let chosen = null
  try {
    chosen = localStorage.getItem("mapfold.theme")
  } catch {
    // Storage is switched off: the system's theme it is.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
  document.documentElement.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : system
}
