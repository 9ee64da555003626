import { visibleText } from "./visible-text.ts"

type RawProps = {
  /** An object's key, a name, a line: whatever somebody else wrote. */
  readonly text: string
  /** Breaks long texts into lines rather than cutting them. */
  readonly isLong?: boolean
}

/** Text from outside: shown as text, apart from the direction of what is around it, with nothing hidden. */
export function Raw({ text, isLong = false }: RawProps) {
  return <bdi className={isLong ? "raw raw-long" : "raw"}>{visibleText(text)}</bdi>
}
