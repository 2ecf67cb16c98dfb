/** ten digits, or 3 3 4 with one kind of separator: the ways in which it is printed and typed */
const WRITTEN = /^(\d{3})([ \u00a0\u202f\-\u2010\u2011\u2013.]?)(\d{3})\2(\d{4})$/

export type ReadNhsNumber = { ok: true; number: string } | { ok: false; why: string }

/**
 * Reads an NHS number as people and systems write it: `9990123454`, `999 012 3454`, `999-012-3454`.
 * Check digit by the NHS data dictionary: weights 10 to 2, modulus 11. Ten equal digits pass that sum,
 * but are what people type when they have no number: they are nobody's.
 */
export function readNhsNumber(text: string): ReadNhsNumber {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, why: 'there is no number' }
  const written = WRITTEN.exec(trimmed)
  if (!written)
    return { ok: false, why: 'an NHS number has 10 digits, written together or as 3 3 4' }
  const number = trimmed.length === 10 ? trimmed : `${written[1]}${written[3]}${written[4]}`
  if (number === number[0]!.repeat(10))
    return { ok: false, why: 'ten equal digits are a placeholder' }
  if (checkDigit(number) !== Number(number[9])) {
    return { ok: false, why: 'the check digit is wrong: one of the digits is mistyped' }
  }
  return { ok: true, number }
}

const ZERO = 0x30

/** The tenth digit for the first nine; 10 means that no such number is ever given out. */
export function checkDigit(number: string): number {
  let sum = 0
  for (let place = 0; place < 9; place += 1) {
    sum += (number.charCodeAt(place) - ZERO) * (10 - place)
  }
  return (11 - (sum % 11)) % 11
}
