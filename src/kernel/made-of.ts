/**
 * What was made last of an object that nobody changes, for as long as it would be made of the same again: for pure
 * functions of what is kept in a process. It goes with the object. What is made is shared, so nobody may change it.
 */
export class MadeOf<K extends object, R> {
  readonly #made = new WeakMap<K, { of: readonly unknown[]; made: R }>()

  /** @param of everything besides that `make` depends on: the same where each is the same */
  get(key: K, of: readonly unknown[], make: () => R): R {
    const before = this.#made.get(key)
    if (before !== undefined && isSame(before.of, of)) return before.made
    const made = make()
    this.#made.set(key, { of, made })
    return made
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, place) => Object.is(one, b[place]))
}
