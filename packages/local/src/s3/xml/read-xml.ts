import { malformedXml } from "../s3-error.ts"

/** An element without its attributes: S3's requests have none that matter. */
export type Element = {
  readonly name: string
  /** All text directly in it, white space at both ends too. */
  readonly text: string
  readonly children: readonly Element[]
}

/** No request of S3's is nested deeper than 4. */
const MAX_DEPTH = 16
/** 1,000 keys to delete have 3,000 elements; 10,000 parts with their checksums 40,000. */
const MAX_ELEMENTS = 100_000

const NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,99}(?::[A-Za-z_][A-Za-z0-9_.-]{0,99})?"
const ATTRIBUTE = `\\s+${NAME}\\s*=\\s*(?:"[^"<]{0,1000}"|'[^'<]{0,1000}')`
/** One token at a time, from where the last ended: an end, a start, the declaration, or text. */
const TOKEN = new RegExp(
  `</(?<end>${NAME})\\s*>|<(?<start>${NAME})(?:${ATTRIBUTE}){0,10}\\s*(?<empty>/?)>` +
    "|(?<declaration><\\?xml\\s[^<>?]{0,200}\\?>)|(?<text>[^<]+)",
  "y",
)

type Open = { name: string; text: string; children: Element[] }

/**
 * Reads a request's document: elements and text, strictly. What S3's clients never send (document types, entities of
 * their own, processing instructions, comments, CDATA) is malformed, as is all that is not well-formed. Throws `MalformedXML`.
 */
export function readXml(source: string): Element {
  const document: Open = { name: "", text: "", children: [] }
  const open: Open[] = [document]
  let elements = 0
  TOKEN.lastIndex = 0
  for (let at = source.startsWith("\ufeff") ? 1 : 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const { start, end, empty, declaration, text } = TOKEN.exec(source)?.groups ?? refuse()
    const inner = open.at(-1)!
    if (start !== undefined) {
      const element: Open = { name: withoutPrefix(start), text: "", children: [] }
      if (++elements > MAX_ELEMENTS || open.length > MAX_DEPTH) refuse()
      inner.children.push(element)
      if (empty === "") open.push(element)
    } else if (end !== undefined) {
      if (open.length === 1 || inner.name !== withoutPrefix(end)) refuse()
      open.pop()
    } else if (declaration !== undefined) {
      if (at > 1) refuse()
    } else if (text !== undefined) {
      inner.text += decodeText(text)
    }
  }
  const [root] = document.children
  if (open.length > 1 || root === undefined || document.children.length > 1 || document.text.trim() !== "")
    return refuse()
  return root
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function decodeText(text: string): string {
  if (text.includes("]]>")) refuse()
  return checkText(text.replace(/\r\n?/g, "\n")).replace(
    /&([^&;]{0,10}(;?))/g,
    (_, body: string, end: string) => {
      if (end === "") return refuse()
      const name = body.slice(0, -1)
      return ENTITIES[name] ?? decodeReference(name)
    },
  )
}

/** Control characters too: it is how S3 itself writes them. */
function decodeReference(name: string): string {
  const digits = /^#(?:x(?<hex>[0-9a-fA-F]{1,6})|(?<decimal>[0-9]{1,7}))$/.exec(name)?.groups ?? refuse()
  const point = digits.hex === undefined ? Number(digits.decimal) : Number.parseInt(digits.hex, 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) refuse()
  return String.fromCodePoint(point)
}

function checkText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) refuse()
  return text
}

function refuse(): never {
  throw malformedXml()
}

/** The only child of the name, or undefined. Throws `MalformedXML` where there are several. */
export function childOf(element: Element, name: string): Element | undefined {
  const found = childrenOf(element, name)
  if (found.length > 1) refuse()
  return found[0]
}

export function childrenOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => child.name === name)
}

/** The text of the only child of the name. Throws `MalformedXML` where there is none. */
export function textOf(element: Element, name: string): string {
  return (childOf(element, name) ?? refuse()).text
}
