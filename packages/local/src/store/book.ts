import type { FileState } from "./object-records.ts"

/** What keeps a record of the states that an object's file has. */
export type Book = {
  /** A file is about to be written at this path, which is not the object's. */
  begin(path: string): void
  /** It is not there any more. */
  end(path: string): void
  /** This state is about to take the place. */
  add(state: FileState): void
  /** It has: the records of others are void. */
  settle(state: FileState): void
  /** It has not. */
  drop(state: FileState): void
}

export const NO_BOOK: Book = { begin() {}, end() {}, add() {}, settle() {}, drop() {} }
