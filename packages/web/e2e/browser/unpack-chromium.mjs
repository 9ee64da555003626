// Unpacks Chromium, its fonts and its libraries into TMPDIR, in a process of its own: the package writes nowhere else.
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { inflate } from "@sparticuz/chromium"

const packed = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..", "bin")
const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]
await Promise.all(archives.map((name) => inflate(join(packed, name))))
