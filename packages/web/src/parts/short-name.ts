/** Children are named by long ids whose ends tell them apart well enough beside each other. */
export function shortName(child: string): string {
  return child.length <= 14 ? child : `…${child.slice(-12)}`
}
