/** How counts and lists are written for people, everywhere: in English, whatever the machine's own language. */

/** `1,234`. Not `Intl`, which costs as much as reading the row that is counted. */
export function formatCount(count: number | string | bigint): string {
  const text = String(count)
  if (text.length < 4) return text
  // What stands in a file has a number of this length.
  if (text.length < 7 && typeof count === 'number' && count >= 0) {
    return `${text.slice(0, -3)},${text.slice(-3)}`
  }
  return text.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 person`, `2 people`, `no people`: the plural is the singular with an s unless it is given. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count === 0 ? 'no' : formatCount(count)} ${byCount(count, one, many)}`
}

/** A word that follows from how many there are: `is` or `are`, `it` or `they`. */
export function byCount(count: number, one: string, many: string): string {
  return count === 1 ? one : many
}

/** `home care, day care and equipment` */
export function formatList(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
}

/** `the council’s record` at the start of a line: `The council’s record` */
export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** `The council’s record` in the middle of a line: `the council’s record` */
export function uncapital(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1)
}
