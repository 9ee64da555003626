import { statSync } from "node:fs"
import { InvalidArgumentError } from "commander"

/** An engine's home: a folder, which needs not be there yet. */
export function parseHome(folder: string): string {
  if (folder === "") throw new InvalidArgumentError("it must be a folder, for example .mapfold")
  if (statSync(folder, { throwIfNoEntry: false })?.isFile() !== true) return folder
  throw new InvalidArgumentError("it is a file; name the folder that is the engine's home")
}

/** A whole number of at least 1. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("it must be a whole number from 1 on, for example 500")
}

/** A whole number from 0 on. */
export function parseWhole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("it must be a whole number, for example 7")
}

/** A whole number of seconds, from 1 up to so many. */
export function parseSeconds(text: string, most: number): number {
  if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text)
  throw new InvalidArgumentError(`it must be a whole number of seconds from 1 to ${most}, for example 30`)
}

/** A port, or 0. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError("it must be a port from 1 to 65535, or 0 for a free one")
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time, in milliseconds: `90d`, `12h`, `30m`. */
export function parseAge(text: string): number {
  const [, number, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (number !== undefined) return Number(number) * UNITS[unit as keyof typeof UNITS]
  throw new InvalidArgumentError("it must be a number of days, hours or minutes, for example 90d, 12h or 30m")
}

/** A number of things or a share of all: `5`, `2.5%`. */
export function parseTolerance(text: string): number | string {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  if (/^(100|\d{1,2}(\.\d{1,4})?)%$/.test(text)) return text
  throw new InvalidArgumentError("it must be a whole number (5) or a percentage from 0 to 100 (2.5%)")
}

/** For a flag that may be given more than once. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  if (text === "")
    throw new InvalidArgumentError("it must be an object's key, for example 2025/01001099999.csv")
  return [...(before ?? []), text]
}
