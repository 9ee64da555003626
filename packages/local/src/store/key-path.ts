/**
 * Where below a bucket's folder the file of a key lies, for every key there is, and which key a file found there has.
 *
 * A key is its own path wherever a file system can hold it. What it cannot hold is kept under an escaped name. One
 * part of a key (what is between two slashes) is escaped where it is empty, `.` or `..`, holds NUL, is longer than 255
 * bytes, or begins as the names do that have a meaning here (`.%`, `.mapfold-tmp-`):
 *
 * - the name is `.%` and the part, `%` in it written `%25` and NUL `%00`: the key `a//b` is the file `a/.%/b`, `a/` is `a/.%`,
 *   `../x` is `.%../x`;
 * - what is longer than a name may be is cut into names that end in `%`, each the folder of the next: `.%xxx…%/.%xxx`;
 * - an object that has a folder of its name beside it (`a` where there is `a/b`) is escaped too and ends in `%=`: `.%a%=`.
 *   Where the file `a` is there as well, it is the object, and the other one a state that it had before.
 *
 * Short, because a path ends at 4,096 bytes, and 1,024 slashes are a key. A name that begins with `.%` and is none of these
 * is no object.
 */
const ESCAPE = ".%"

/** How the names begin of what a store keeps beside the objects for a moment. Never listed, and no key has such a name. */
export const RESERVED_PREFIX = ".mapfold-tmp-"

/** What ext4, APFS, NTFS and XFS all take for one name. */
const MAX_NAME_BYTES = 255
const GOES_ON = "%"
const BESIDE_FOLDER = "%="
/** What of an escaped name is the key's. */
const MAX_TEXT_BYTES = MAX_NAME_BYTES - ESCAPE.length - BESIDE_FOLDER.length

/** What may have to be escaped, found at once: nearly no key has any of it. */
const SUSPICIOUS = /(?:^|\/)(?:\.{0,2}(?:\/|$)|\.%|\.mapfold-tmp-)|\0/

/** The path of a key's file below the bucket's folder. */
export function pathOfKey(key: string): string {
  if (!SUSPICIOUS.test(key) && key.length * 3 <= MAX_NAME_BYTES) return key
  return key.split("/").map(pathOfPart).join("/")
}

/** The path of a key's file where a folder has the other one. */
export function pathBesideFolder(key: string): string {
  const slash = key.lastIndexOf("/")
  const folder = slash < 0 ? "" : `${pathOfKey(key.slice(0, slash))}/`
  return `${folder}${escapePart(key.slice(slash + 1))}${BESIDE_FOLDER}`
}

function pathOfPart(part: string): string {
  return mustEscape(part) ? escapePart(part) : part
}

/** The part of a key that a path stands for: escaped names, of which all but the last go on. Null where it is no key's. */
export function partOfEscaped(path: string): EscapedPart | null {
  const isBesideFolder = path.endsWith(BESIDE_FOLDER)
  const plain = isBesideFolder ? path.slice(0, -BESIDE_FOLDER.length) : path
  const text = plain.slice(ESCAPE.length).replaceAll(`${GOES_ON}/${ESCAPE}`, "")
  const part = text.replace(/%(?:00|25)/g, (code) => (code === "%00" ? "\0" : "%"))
  if (escapePart(part) !== plain || !(isBesideFolder || mustEscape(part))) return null
  return { part, isBesideFolder }
}

export type EscapedPart = { readonly part: string; readonly isBesideFolder: boolean }

export function isEscaped(name: string): boolean {
  return name.startsWith(ESCAPE)
}

/** Whether a path is that of an object beside a folder of its name. */
export function isBesideFolder(path: string): boolean {
  return partOfEscaped(path)?.isBesideFolder === true
}

/** Whether an escaped name is a folder in which the part goes on. */
export function goesOn(name: string): boolean {
  return name.length > ESCAPE.length && name.endsWith(GOES_ON)
}

function mustEscape(part: string): boolean {
  return SUSPICIOUS.test(part) || isLonger(part, MAX_NAME_BYTES)
}

function escapePart(part: string): string {
  const text = part.replaceAll("%", "%25").replaceAll("\0", "%00")
  if (!isLonger(text, MAX_TEXT_BYTES)) return `${ESCAPE}${text}`
  return cut(text)
    .map((piece) => `${ESCAPE}${piece}`)
    .join(`${GOES_ON}/`)
}

/** Pieces as long as they may be, that end at no place inside a character or a code. */
function cut(text: string): string[] {
  const pieces: string[] = []
  let piece = ""
  let bytes = 0
  for (const unit of text.match(/%..|[^%]/gsu) ?? []) {
    const more = Buffer.byteLength(unit)
    if (bytes + more > MAX_TEXT_BYTES) {
      pieces.push(piece)
      piece = ""
      bytes = 0
    }
    piece += unit
    bytes += more
  }
  return [...pieces, piece]
}

/** A UTF-16 code unit is at most 3 bytes of UTF-8, so most texts need no counting. */
export function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes
}
