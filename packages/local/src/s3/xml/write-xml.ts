/** What an element holds: text, elements by name (a list stands for as many of the name), or nothing at all. */
export type Content =
  | string
  | number
  | boolean
  | { readonly [name: string]: Content | readonly Content[] | undefined }

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

/** A document of S3's. What is undefined is left out. */
export function writeXml(root: string, content: Content): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, content, ` xmlns="${NAMESPACE}"`)}`
}

/** An error has no namespace. */
export function writeErrorXml(content: Content): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement("Error", content, "")}`
}

function writeElement(name: string, content: Content, attributes: string): string {
  if (typeof content !== "object") return `<${name}${attributes}>${escapeText(String(content))}</${name}>`
  const inner = Object.entries(content).flatMap(([child, value]) => {
    if (value === undefined) return []
    const values: readonly Content[] = Array.isArray(value) ? value : [value as Content]
    return values.map((each) => writeElement(child, each, ""))
  })
  return `<${name}${attributes}>${inner.join("")}</${name}>`
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

/**
 * A key may hold control characters. XML 1.0 has no way to write most of them: they are written as S3 does, as references that
 * strict parsers refuse, which is what encoding-type=url is for.
 */
function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped.
  return text.replace(/[&<>"\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, (unit) => {
    return ENTITIES[unit] ?? `&#x${unit.charCodeAt(0).toString(16)};`
  })
}
