/** An exact share: a whole number of parts of a whole number. Always in lowest terms, and never below nought. */
export type Fraction = { readonly parts: bigint; readonly of: bigint }

export const NONE: Fraction = { parts: 0n, of: 1n }
export const WHOLE: Fraction = { parts: 1n, of: 1n }
/** Of a share that does not end, such as a third: an error of less than a second in a million years. */
const PLACES = 12

export function fraction(parts: number | bigint, of: number | bigint): Fraction {
  return lowest(BigInt(parts), BigInt(of))
}

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.of === b.of) return lowest(a.parts + b.parts, a.of)
  return lowest(a.parts * b.of + b.parts * a.of, a.of * b.of)
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return lowest(a.parts * b.of - b.parts * a.of, a.of * b.of)
}

export function times(a: Fraction, whole: number): Fraction {
  return lowest(a.parts * BigInt(whole), a.of)
}

export function sumOf(all: Iterable<Fraction>): Fraction {
  let sum = NONE
  for (const one of all) sum = plus(sum, one)
  return sum
}

export function same(a: Fraction, b: Fraction): boolean {
  return a.parts === b.parts && a.of === b.of
}

/** As decimal text, `0.5`: exact where it ends within twelve places, else rounded there. */
export function decimal({ parts, of }: Fraction): string {
  const scale = 10n ** BigInt(PLACES)
  const scaled = (2n * parts * scale + of) / (2n * of)
  const digits = scaled.toString().padStart(PLACES + 1, '0')
  const rest = digits.slice(-PLACES).replace(/0+$/, '')
  return digits.slice(0, -PLACES) + (rest === '' ? '' : `.${rest}`)
}

/** For whoever counts on with it, as near as a number comes. */
export function asNumber(share: Fraction): number {
  return Number(decimal(share))
}

function lowest(parts: bigint, of: bigint): Fraction {
  if (of === 1n) return { parts, of }
  const by = commonest(parts, of)
  return by === 1n ? { parts, of } : { parts: parts / by, of: of / by }
}

/** The greatest number by which both can be divided (Euclid). */
function commonest(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b]
  while (right !== 0n) [left, right] = [right, left % right]
  return left
}
