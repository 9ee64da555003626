/** What a person chose for this browser. Where storage is switched off, a choice lasts as long as the page. */

type Choice = "theme" | "language" | "shortcuts"

export function readChoice(choice: Choice): string | null {
  try {
    return localStorage.getItem(`mapfold.${choice}`)
  } catch {
    return null
  }
}

export function writeChoice(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`mapfold.${choice}`, value)
  } catch {
    // Kept for as long as the page is open.
  }
}
