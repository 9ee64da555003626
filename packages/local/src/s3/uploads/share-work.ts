/** Does what is asked for several times at once, by the same name, only once, and answers all who asked. */
export type SharedWork<T> = (name: string, act: () => Promise<T>) => Promise<T>

export function makeSharedWork<T>(): SharedWork<T> {
  const underWay = new Map<string, Promise<T>>()
  return (name, act) => {
    const found = underWay.get(name)
    if (found !== undefined) return found
    const working = act().finally(() => underWay.delete(name))
    underWay.set(name, working)
    return working
  }
}
