import { areNicknames } from './nicknames.ts'

/** what stands in a name field where the name is not known yet */
const PLACEHOLDERS = new Set(
  [
    'unknown',
    'unk',
    'na',
    'notknown',
    'none',
    'null',
    'nil',
    'test',
    'xxx',
    'x',
    'tba',
    'tbc',
  ].concat(
    [
      'anonymous',
      'unnamed',
      'baby',
      'babyboy',
      'babygirl',
      'infant',
      'male',
      'female',
      'boy',
      'girl',
    ],
    ['twin', 'twin1', 'twin2'],
  ),
)

const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'rev',
  'sir',
  'dame',
  'lady',
  'lord',
])

/** Letters that are one with others to whoever has no such key, and that do not come apart by themselves. */
const PLAIN_LETTERS = new Map([
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ł', 'l'],
  ['ı', 'i'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
])

const PLAIN = /^[A-Za-z0-9]*$/

/** Letters and digits only, lower case, accents off: `O'Brien` and `OBRIEN`, `Zoë` and `Zoe` are one. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[øđðłıßæœþ]/g, (letter) => PLAIN_LETTERS.get(letter)!)
}

/** `Mrs`, `Dr`: said before a name, and no part of it; folded. */
export function isTitle(word: string): boolean {
  return TITLES.has(word)
}

/** What stands in a name field where the name is not known yet; folded. */
export function isPlaceholder(word: string): boolean {
  return PLACEHOLDERS.has(word)
}

/** The folded given names in order; titles and placeholders left out. */
export function givenNames(given: readonly string[]): string[] {
  return given
    .flatMap((name) => name.split(/[\s,]+/))
    .map(fold)
    .filter((name) => name !== '' && !PLACEHOLDERS.has(name) && !TITLES.has(name))
}

/** Undefined where the family name is missing or a placeholder. */
export function familyName(family: string | undefined): string | undefined {
  const folded = fold(family ?? '')
  return folded === '' || PLACEHOLDERS.has(folded) ? undefined : folded
}

/** Equal, a slip of the pen apart, or a part of a double name: `Okello`, `Okelo`, `Smith-Okello`. */
export function similarFamily(a: string, b: string): boolean {
  if (similarWords(fold(a), fold(b))) return true
  const parts = parted(b)
  return parted(a).some((part) => parts.some((other) => similarWords(part, other)))
}

/** Folded names: equal, an initial of the other, a short form of the other, or a slip apart. */
export function similarGiven(a: string, b: string): boolean {
  if (a === b) return true
  if (a.length === 1 || b.length === 1) return a[0] === b[0]
  if (areNicknames(a, b)) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= 3 && long.startsWith(short)) return true
  return similarWords(a, b)
}

/**
 * Folded words; a slip is one edit in four letters or more, two in eight or more. In three letters it
 * is a letter too many or too few: `Sen` for `Sean`, but `Tim` and `Tom` are two names.
 */
function similarWords(a: string, b: string): boolean {
  return a === b || isSlip(a, b)
}

/** Folded words that differ by no more than a slip. */
export function isSlip(a: string, b: string): boolean {
  if (a === b) return false
  const shorter = Math.min(a.length, b.length)
  const least = a.length === b.length ? 4 : 3
  const allowed = shorter >= 8 ? 2 : shorter >= least ? 1 : 0
  if (allowed === 0 || Math.abs(a.length - b.length) > allowed) return false
  return edits(a, b) <= allowed
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
export function edits(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, before[column - 2]! + 1)
      }
      current.push(cost)
    }
    before = last
    last = current
  }
  return last[b.length]!
}

/** The parts of a double name; what is shorter than three letters (de, O, Mc) proves nothing alone. */
function parted(family: string): string[] {
  return family
    .split(/[\s\-\u2010-\u2015/]+/)
    .map(fold)
    .filter((part) => part.length >= 3)
}
