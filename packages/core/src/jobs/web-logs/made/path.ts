import type { Random } from "../../made/random.ts"
import { type MadeService, UNKNOWN_PATHS } from "./services.ts"

/** Ends of paths that have to be escaped in JSON, or have letters beyond ASCII. */
const ODD_ENDS = [
  'size="10"',
  "C:\\temp\\a.txt",
  "a\tb",
  "größe",
  "検索",
  "😀",
  "%F0%9F%98%80",
  "a,b",
  "__proto__",
  "constructor",
]

/** A path of the service, mostly of its own; one in sixty belongs to no service at all. */
export function makePath(random: Random, { prefixes }: MadeService): string {
  if (random(60) === 0) return UNKNOWN_PATHS[random(UNKNOWN_PATHS.length)]!
  const prefix = prefixes[random(prefixes.length)]!
  const end = random(50) === 0 ? ODD_ENDS[random(ODD_ENDS.length)]! : makeEnd(random)
  return prefix.endsWith("/") || end === "" ? `${prefix}${end}` : `${prefix}/${end}`
}

/** A page that many ask for, or an id that hardly anybody asks for twice. */
function makeEnd(random: Random): string {
  const kind = random(4)
  if (kind === 0) return ""
  if (kind === 1) return `page-${random(40)}.html`
  return kind === 2 ? String(random(1_000_000)) : `${random(1_000_000)}/items/${random(30)}`
}
