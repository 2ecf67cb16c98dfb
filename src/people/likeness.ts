/** Letters of many values one after the other, as UTF-16 units or ASCII; a value is from one place to another. */
export type Letters = Uint16Array | Uint8Array

/** As many letters are looked at; a longer value is told apart by those. */
const LONGEST = 255

const taken = new Uint8Array(LONGEST + 1)
const matched = new Uint16Array(LONGEST + 1)

/**
 * Jaro's likeness with Winkler's bonus for a common beginning of up to four letters (Winkler 1990): 1 for the same, 0
 * where no letter is shared. The bonus is given to all, as Splink and the published vectors have it.
 */
export function jaroWinkler(
  letters: Letters,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): number {
  const jaro = jaroOf(
    letters,
    fromA,
    Math.min(toA, fromA + LONGEST),
    fromB,
    Math.min(toB, fromB + LONGEST),
  )
  return jaro + startAlike(letters, fromA, toA, fromB, toB) * 0.1 * (1 - jaro)
}

/** How often each of 32 sorts of letter is in one value and not in the other. */
const sorts = new Uint8Array(32)

/**
 * True where the likeness of Jaro and Winkler is as much as this, whichever of the two is named first. Which letters
 * there are is counted first: most that are not alike have too few in common, wherever those stand.
 */
export function isAlike(
  letters: Letters,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
  least: number,
): boolean {
  const [lengthA, lengthB] = [toA - fromA, toB - fromB]
  if (lengthA === 0 || lengthB === 0) return least <= 0
  if (lengthA < LONGEST && lengthB < LONGEST) {
    sorts.fill(0)
    for (let at = fromA; at < toA; at += 1) sorts[letters[at]! & 31]! += 1
    let common = 0
    for (let at = fromB; at < toB; at += 1) {
      const sort = letters[at]! & 31
      if (sorts[sort] === 0) continue
      sorts[sort]! -= 1
      common += 1
    }
    const most = (common / lengthA + common / lengthB + 1) / 3
    const begin = startAlike(letters, fromA, toA, fromB, toB) * 0.1
    // A little less than asked for, so that rounding never rules out what is exactly as much.
    if (most + begin * (1 - most) < least - 1e-9) return false
  }
  // Which letters are paired hangs on whose are looked for first: the shorter's, or those of the one that sorts first.
  return sortsFirst(letters, fromA, toA, fromB, toB)
    ? jaroWinkler(letters, fromA, toA, fromB, toB) >= least
    : jaroWinkler(letters, fromB, toB, fromA, toA) >= least
}

function sortsFirst(
  letters: Letters,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): boolean {
  const [lengthA, lengthB] = [toA - fromA, toB - fromB]
  if (lengthA !== lengthB) return lengthA < lengthB
  let at = 0
  while (at < lengthA && letters[fromA + at] === letters[fromB + at]) at += 1
  return at === lengthA || letters[fromA + at]! < letters[fromB + at]!
}

/** How many of up to four letters at the beginning are the same. */
function startAlike(
  letters: Letters,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): number {
  const most = Math.min(4, toA - fromA, toB - fromB)
  let same = 0
  while (same < most && letters[fromA + same] === letters[fromB + same]) same += 1
  return same
}

function jaroOf(letters: Letters, fromA: number, toA: number, fromB: number, toB: number): number {
  const lengthA = toA - fromA
  const lengthB = toB - fromB
  if (lengthA === 0 || lengthB === 0) return 0
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1)
  taken.fill(0, 0, lengthB)
  let common = 0
  for (let a = 0; a < lengthA; a += 1) {
    const letter = letters[fromA + a]!
    const last = Math.min(lengthB - 1, a + reach)
    for (let b = Math.max(0, a - reach); b <= last; b += 1) {
      if (taken[b] === 1 || letters[fromB + b] !== letter) continue
      taken[b] = 1
      matched[common] = letter
      common += 1
      break
    }
  }
  if (common === 0) return 0
  let swapped = 0
  for (let b = 0, next = 0; next < common; b += 1) {
    if (taken[b] === 0) continue
    if (letters[fromB + b] !== matched[next]) swapped += 1
    next += 1
  }
  return (common / lengthA + common / lengthB + (common - (swapped >> 1)) / common) / 3
}

/** True where one insertion, deletion, change or swap of neighbours makes one of the other, or none is needed. */
export function isOneEdit(
  letters: Letters,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): boolean {
  let [startA, endA, startB, endB] = [fromA, toA, fromB, toB]
  if (Math.abs(endA - startA - (endB - startB)) > 1) return false
  while (startA < endA && startB < endB && letters[startA] === letters[startB]) {
    startA += 1
    startB += 1
  }
  while (startA < endA && startB < endB && letters[endA - 1] === letters[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  const [leftA, leftB] = [endA - startA, endB - startB]
  if (leftA <= 1 && leftB <= 1) return true
  return (
    leftA === 2 &&
    leftB === 2 &&
    letters[startA] === letters[startB + 1] &&
    letters[startA + 1] === letters[startB]
  )
}

const CODES = new Map(
  ['bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].flatMap((letters, code) =>
    [...letters].map((letter) => [letter, code + 1] as const),
  ),
)

/** American Soundex of a folded name: `W252`. '' for one without a Latin letter. */
export function soundex(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  if (letters === '') return ''
  let code = letters[0]!.toUpperCase()
  let last = CODES.get(letters[0]!)
  for (const letter of letters.slice(1)) {
    const next = CODES.get(letter)
    if (next !== undefined && next !== last) code += next
    // `h` and `w` part nothing; a vowel does.
    if (letter !== 'h' && letter !== 'w') last = next
  }
  return code.padEnd(4, '0').slice(0, 4)
}
